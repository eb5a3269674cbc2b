// Tickets as pictures and paper.

#include "kit/testing/golden.hpp"
#include "kit/testing/run.hpp"
#include "services/tickets/adapters/qr_code.hpp"
#include "services/tickets/adapters/ticket_documents.hpp"
#include "services/tickets/adapters/ticket_pdf.hpp"
#include "services/tickets/adapters/venue_time.hpp"
#include "services/tickets/tests/examples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::services::tickets {
namespace {

kit::base::Timestamp time_of(std::string_view text) {
  return *kit::base::parse_rfc3339(text);
}

TicketForEvent example_ticket(int number = 1) {
  return {.ticket = {.id = contracts::TicketId{"0196aabb-ccdd-7eef-8011-223344556677"},
                     .order_id = order(1),
                     .user_id = user(1),
                     .event_id = event(),
                     .ticket_type_id = type(),
                     .ticket_type_name = "Standing",
                     .number = number,
                     .price = {.amount = 4500, .currency = "EUR"}},
          .event = {.id = event(),
                    .name = "Night Train",
                    .venue_name = "Grand Hall",
                    .venue_city = "Berlin",
                    .venue_country = "DE",
                    .time_zone = "Europe/Berlin",
                    .starts_at = time_of("2026-12-12T19:00:00Z")}};
}

std::size_t count_of(std::string_view part, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

/// Pages say "/Type /Page" and the tree of pages says "/Type /Pages".
std::size_t pages_of(const std::string& pdf) {
  return count_of("/Type /Page", pdf) - count_of("/Type /Pages", pdf);
}

TEST(qr_code, given_text_then_the_finder_patterns_stand_in_three_corners) {
  const QrCode code = make_qr_code("BX1.example");

  ASSERT_EQ(code.dark.size(), code.size * code.size);
  const std::size_t last = code.size - 1;
  for (std::size_t step = 0; step < 7; ++step) {
    EXPECT_TRUE(code.is_dark(step, 0)) << "top left";
    EXPECT_TRUE(code.is_dark(last - step, 0)) << "top right";
    EXPECT_TRUE(code.is_dark(0, last - step)) << "bottom left";
  }
  EXPECT_FALSE(code.is_dark(7, 0));
  EXPECT_FALSE(code.is_dark(1, 1));
}

TEST(qr_code, given_text_then_svg_is_as_reviewed) {
  kit::testing::expect_golden("services/tickets/tests/golden/qr.svg", to_svg(make_qr_code("BX1.example"), "A & <B>"));
}

TEST(qr_code, given_svg_then_it_draws_every_dark_module_once) {
  const QrCode code = make_qr_code("BX1.example");
  const std::string svg = to_svg(code, "title");

  std::size_t drawn = 0;
  for (auto at = svg.find('z', svg.find("d=\"")); at != std::string::npos; at = svg.find('z', at + 1)) {
    const auto minus = svg.rfind("h-", at);
    drawn += std::stoul(svg.substr(minus + 2, at - minus - 2));
    if (svg[at + 1] == '"') break;
  }

  EXPECT_EQ(drawn, static_cast<std::size_t>(std::ranges::count(code.dark, true)));
  EXPECT_EQ(count_of("<svg", svg), 1U);
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
}

TEST(venue_time, given_zones_then_the_clock_at_the_venue) {
  const struct {
    std::string_view zone;
    std::string_view time;
    std::string_view date;
    std::string_view clock;
  } cases[] = {
      {"Europe/Berlin", "2026-12-12T19:00:00Z", "Saturday, 12 December 2026", "20:00 CET"},
      {"Europe/Berlin", "2026-07-01T19:00:00Z", "Wednesday,  1 July 2026", "21:00 CEST"},
      {"America/New_York", "2026-12-13T01:30:00Z", "Saturday, 12 December 2026", "20:30 EST"},
      {"Asia/Tokyo", "2026-12-12T19:00:59Z", "Sunday, 13 December 2026", "04:00 JST"},
      {"Mars/Olympus", "2026-12-12T19:00:00Z", "Saturday, 12 December 2026", "19:00 UTC"},
  };

  for (const auto& each : cases) {
    SCOPED_TRACE(std::string(each.zone) + " " + std::string(each.time));
    const VenueTime shown = at_venue(time_of(each.time), std::string(each.zone));
    EXPECT_EQ(shown.date, each.date);
    EXPECT_EQ(shown.time, each.clock);
  }
}

TEST(ticket_pdf, given_tickets_then_one_page_for_each) {
  for (const std::size_t tickets : {1U, 2U, 7U}) {
    SCOPED_TRACE(tickets);
    const std::string pdf = make_ticket_pdf(std::vector<PrintableTicket>(
        tickets, {.ticket = example_ticket(), .code = "BX1.ABEiM0RVZneImaq7zN3u_w.ABEiM0RVZneImaq7zN3u_w"}));

    EXPECT_TRUE(pdf.starts_with("%PDF-1."));
    EXPECT_NE(pdf.find("%%EOF"), std::string::npos);
    EXPECT_EQ(pages_of(pdf), tickets);
  }
}

TEST(ticket_pdf, given_long_and_odd_names_then_it_still_prints) {
  TicketForEvent ticket = example_ticket();
  ticket.ticket.seat_number = "Row 12, seat 34";
  const std::vector<std::string> names{"", std::string(2000, 'x'),
                                       "Die Nacht der langen und noch längeren Namen in der großen Halle am Fluß von "
                                       "gestern bis übermorgen und wieder zurück mit allen Freunden",
                                       "夜行列車 (ночной поезд) \\ \" ' & <tag>"};

  for (const auto& name : names) {
    SCOPED_TRACE(name);
    ticket.event.name = name;
    ticket.event.venue_name = name;
    EXPECT_EQ(pages_of(make_ticket_pdf({{.ticket = ticket, .code = "BX1.a.b"}})), 1U);
  }
}

TEST(ticket_documents, given_pool_then_documents_come_from_it_with_the_tickets_code) {
  kit::runtime::BlockingPool pool({.name = "documents", .threads = 1, .queue_limit = 4});
  const TicketCodes codes(kit::config::Secret{"a key of at least thirty-two byte"});
  const TicketDocuments documents(pool, codes);

  const auto svg = kit::testing::run(documents.qr_svg(example_ticket().ticket));
  const auto pdf = kit::testing::run(documents.pdf({example_ticket(1), example_ticket(2)}));

  EXPECT_EQ(svg, to_svg(make_qr_code(codes.code_of(example_ticket().ticket.id)), "QR code of the ticket: Standing"));
  EXPECT_EQ(pages_of(pdf), 2U);
}

}  // namespace
}  // namespace boxoffice::services::tickets
