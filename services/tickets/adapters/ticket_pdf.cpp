#include "services/tickets/adapters/ticket_pdf.hpp"

#include "services/tickets/adapters/qr_code.hpp"
#include "services/tickets/adapters/venue_time.hpp"

#include <cairo-pdf.h>
#include <cairo.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace boxoffice::services::tickets {

namespace {

// Points (1/72 inch).
constexpr double page_width = 595.28;
constexpr double page_height = 841.89;
constexpr double margin = 56;
constexpr double content_width = page_width - 2 * margin;
constexpr double stub_top = 330;  // below it the part that is shown at the door
constexpr double qr_side = 220;
constexpr double title_size = 30;
constexpr std::size_t title_lines = 3;

constexpr const char* text_font = "DejaVu Sans";
constexpr const char* code_font = "DejaVu Sans Mono";

struct Colour {
  double red, green, blue;
};
constexpr Colour ink{0.11, 0.10, 0.09};
constexpr Colour faint{0.42, 0.40, 0.37};
constexpr Colour amber{0.85, 0.55, 0.10};

cairo_status_t append(void* target, const unsigned char* bytes, unsigned int size) {
  std::copy_n(bytes, size, std::back_inserter(*static_cast<std::string*>(target)));
  return CAIRO_STATUS_SUCCESS;
}

/// "0196a1b2...f00d": enough to tell one from another.
std::string short_id(const std::string& id) {
  return id.size() < 12 ? id : id.substr(0, 8) + ".." + id.substr(id.size() - 4);
}

/// A pen on the pages of one document.
class Page {
 public:
  explicit Page(cairo_t* canvas) : canvas_(canvas) {}

  void set_font(const char* family, double size, bool bold) {
    cairo_select_font_face(canvas_, family, CAIRO_FONT_SLANT_NORMAL,
                           bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(canvas_, size);
  }
  void set_colour(Colour colour) { cairo_set_source_rgb(canvas_, colour.red, colour.green, colour.blue); }

  [[nodiscard]] double width_of(const std::string& text) const {
    cairo_text_extents_t extents;
    cairo_text_extents(canvas_, text.c_str(), &extents);
    return extents.x_advance;
  }

  /// One line; what is too wide is set smaller.
  void write(const std::string& text, double left, double baseline, double most_width) {
    const double width = width_of(text);
    cairo_save(canvas_);
    cairo_move_to(canvas_, left, baseline);
    if (width > most_width) cairo_scale(canvas_, most_width / width, most_width / width);
    cairo_show_text(canvas_, text.c_str());
    cairo_restore(canvas_);
  }

  void fill_rectangle(double left, double top, double width, double height) {
    cairo_rectangle(canvas_, left, top, width, height);
    cairo_fill(canvas_);
  }

  /// The perforation between what is read at home and what is shown at the door.
  void draw_perforation(double top) {
    constexpr double gaps[] = {2, 4};
    cairo_save(canvas_);
    cairo_set_line_width(canvas_, 1);
    cairo_set_dash(canvas_, gaps, 2, 0);
    cairo_move_to(canvas_, 0, top);
    cairo_line_to(canvas_, page_width, top);
    cairo_stroke(canvas_);
    cairo_restore(canvas_);
  }

  void draw_code(const QrCode& code, double left, double top, double side) {
    const double module = side / static_cast<double>(code.size);
    for (std::size_t row = 0; row < code.size; ++row) {
      for (std::size_t column = 0; column < code.size; ++column) {
        if (!code.is_dark(column, row)) continue;
        cairo_rectangle(canvas_, left + static_cast<double>(column) * module, top + static_cast<double>(row) * module,
                        module, module);
      }
    }
    // One fill for all, without smoothing: no hair lines between neighbours.
    cairo_set_antialias(canvas_, CAIRO_ANTIALIAS_NONE);
    cairo_fill(canvas_);
    cairo_set_antialias(canvas_, CAIRO_ANTIALIAS_DEFAULT);
  }

 private:
  cairo_t* canvas_;
};

/// Breaks at spaces; the last line takes what is left and is made to fit when it is written.
std::vector<std::string> broken_into_lines(const Page& page, const std::string& text, double width) {
  std::vector<std::string> lines{""};
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
    if (!lines.back().empty() && page.width_of(longer) > width && lines.size() < title_lines) {
      lines.push_back(word);
    } else {
      lines.back() = longer;
    }
    begin = end + 1;
  }
  return lines;
}

void draw_heading(Page& page, const EventOnTicket& event) {
  page.set_colour(amber);
  page.fill_rectangle(0, 0, page_width, 10);
  page.set_font(text_font, 11, true);
  page.set_colour(faint);
  page.write("BOXOFFICE", margin, 52, content_width);

  page.set_font(text_font, title_size, true);
  page.set_colour(ink);
  double baseline = 100;
  for (const auto& line : broken_into_lines(page, event.name, content_width)) {
    page.write(line, margin, baseline, content_width);
    baseline += title_size * 1.25;
  }
  const VenueTime begin = at_venue(event.starts_at, event.time_zone);
  page.set_font(text_font, 16, true);
  page.write(begin.date + ", " + begin.time, margin, baseline + 10, content_width);
  page.set_font(text_font, 14, false);
  page.write(event.venue_name, margin, baseline + 36, content_width);
  page.set_colour(faint);
  page.write(event.venue_city + ", " + event.venue_country, margin, baseline + 56, content_width);
}

void draw_facts(Page& page, const Ticket& ticket, double left, double width) {
  std::vector<std::pair<std::string, std::string>> facts{{"Ticket", ticket.ticket_type_name}};
  if (ticket.seat_number) facts.emplace_back("Seat", *ticket.seat_number);
  facts.emplace_back("Price", kit::base::format_money(ticket.price));
  facts.emplace_back("Number in the order", std::to_string(ticket.number));
  facts.emplace_back("Holder", short_id(ticket.user_id.str()));
  facts.emplace_back("Order", ticket.order_id.str());
  double baseline = stub_top + 50;
  for (const auto& [label, value] : facts) {
    page.set_colour(faint);
    page.set_font(text_font, 9, false);
    page.write(label, left, baseline, width);
    page.set_colour(ink);
    page.set_font(text_font, 13, true);
    page.write(value, left, baseline + 17, width);
    baseline += 42;
  }
}

void draw_ticket(Page& page, const PrintableTicket& printable) {
  constexpr double gap = 32;
  draw_heading(page, printable.ticket.event);
  page.set_colour(faint);
  page.draw_perforation(stub_top);
  page.set_colour(ink);
  page.draw_code(make_qr_code(printable.code), margin, stub_top + 40, qr_side);
  page.set_font(code_font, 8, false);
  page.write(printable.code, margin, stub_top + 40 + qr_side + 18, qr_side);
  draw_facts(page, printable.ticket.ticket, margin + qr_side + gap, content_width - qr_side - gap);
  page.set_colour(faint);
  page.set_font(text_font, 10, false);
  page.write("Show this code at the entrance, on paper or on a screen. It lets one person in, once.", margin,
             page_height - 80, content_width);
  page.write("Whoever shows it first goes in: do not publish it.", margin, page_height - 64, content_width);
}

void check(cairo_status_t status) {
  if (status != CAIRO_STATUS_SUCCESS) {
    throw std::runtime_error(fmt::format("cairo cannot make a PDF: {}", cairo_status_to_string(status)));
  }
}

}  // namespace

std::string make_ticket_pdf(const std::vector<PrintableTicket>& tickets) {
  std::string document;
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
      cairo_pdf_surface_create_for_stream(&append, &document, page_width, page_height), &cairo_surface_destroy);
  const std::string title = "Tickets for " + tickets.front().ticket.event.name;
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> canvas(cairo_create(surface.get()), &cairo_destroy);
  for (const auto& ticket : tickets) {
    Page page(canvas.get());
    draw_ticket(page, ticket);
    cairo_show_page(canvas.get());
  }
  check(cairo_status(canvas.get()));
  cairo_surface_finish(surface.get());
  check(cairo_surface_status(surface.get()));
  return document;
}

}  // namespace boxoffice::services::tickets
