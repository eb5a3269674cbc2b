#include "kit/documents/mongo/stored_form.hpp"

#include "kit/base/failure.hpp"

#include <bson/bson.h>
#include <fmt/format.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <stdexcept>
#include <utility>

namespace boxoffice::kit::documents {
namespace {

namespace json = boost::json;

class Bson {
 public:
  Bson() { ::bson_init(&bson_); }
  ~Bson() { ::bson_destroy(&bson_); }
  Bson(const Bson&) = delete;
  Bson& operator=(const Bson&) = delete;

  bson_t* get() { return &bson_; }

 private:
  bson_t bson_{};
};

int length(const std::string& text) {
  return static_cast<int>(text.size());  // most_json_bytes is far below what an int holds
}

std::string replaced(std::string_view text, char wanted, std::string_view by) {
  std::string out;
  for (const char letter : text) {
    if (letter == wanted) {
      out += by;
    } else {
      out += letter;
    }
  }
  return out;
}

std::string stored_name(std::string_view name) {
  if (name.empty()) return "␢";
  std::string stored = stored_text(replaced(name, '.', "．"));
  if (stored.starts_with('$')) stored.replace(0, 1, "＄");
  return stored;
}

void append_value(bson_t* to, const std::string& name, const json::value& value);

void append_members(bson_t* to, const json::object& object) {
  std::set<std::string> taken;  // two names may become the same
  for (const auto& [key, value] : object) {
    const std::string name = stored_name(key);
    if (taken.insert(name).second) append_value(to, name, value);
  }
}

void append_elements(bson_t* to, const json::array& array) {
  std::size_t index = 0;
  for (const auto& element : array) {
    const std::string name = std::to_string(index++);
    if (element.is_array()) {
      append_value(to, name, json::value(json::serialize(element)));
    } else {
      append_value(to, name, element);
    }
  }
}

void append_integer(bson_t* to, const std::string& name, std::int64_t number) {
  if (std::in_range<std::int32_t>(number)) {
    ::bson_append_int32(to, name.c_str(), -1, static_cast<std::int32_t>(number));
  } else {
    ::bson_append_int64(to, name.c_str(), -1, number);
  }
}

void append_double(bson_t* to, const std::string& name, double number) {
  if (std::isfinite(number)) {
    ::bson_append_double(to, name.c_str(), -1, number);
  } else {
    ::bson_append_null(to, name.c_str(), -1);
  }
}

void append_value(bson_t* to, const std::string& name, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      ::bson_append_null(to, name.c_str(), -1);
      return;
    case json::kind::bool_:
      ::bson_append_bool(to, name.c_str(), -1, value.get_bool());
      return;
    case json::kind::int64:
      return append_integer(to, name, value.get_int64());
    case json::kind::uint64:  // only what int64 does not hold
      return append_double(to, name, static_cast<double>(value.get_uint64()));
    case json::kind::double_:
      return append_double(to, name, value.get_double());
    case json::kind::string: {
      const std::string text = stored_text(value.get_string());
      ::bson_append_utf8(to, name.c_str(), -1, text.data(), length(text));
      return;
    }
    case json::kind::array: {
      Bson array;
      append_elements(array.get(), value.get_array());
      ::bson_append_array(to, name.c_str(), -1, array.get());
      return;
    }
    case json::kind::object: {
      Bson object;
      append_members(object.get(), value.get_object());
      ::bson_append_document(to, name.c_str(), -1, object.get());
      return;
    }
  }
}

json::object parsed(const Document& document) {
  if (document.json.size() > most_json_bytes) {
    throw std::invalid_argument(fmt::format("Document {} is larger than {} bytes", document.id, most_json_bytes));
  }
  json::parse_options options;
  options.max_depth = deepest_json;
  json::error_code error;
  json::value value = json::parse(document.json, error, {}, options);
  if (error || !value.is_object()) throw std::invalid_argument("Document " + document.id + " is not a JSON object");
  return std::move(value.get_object());
}

std::string text_of(const bson_t& bson, const char* field) {
  bson_iter_t found;
  if (!::bson_iter_init_find(&found, &bson, field) || !BSON_ITER_HOLDS_UTF8(&found)) {
    throw base::Unreadable(fmt::format("A document in MongoDB has no text {}: another program wrote it", field));
  }
  std::uint32_t size = 0;
  const char* text = ::bson_iter_utf8(&found, &size);
  return {text, size};
}

}  // namespace

Bytes to_bson(const Document& document) {
  const json::object object = parsed(document);
  Bson bson;
  ::bson_append_utf8(bson.get(), id_field, -1, document.id.data(), length(document.id));
  std::set<std::string> taken;
  for (const auto& [key, value] : object) {
    const std::string name = field_of(key);
    if (taken.insert(name).second) append_value(bson.get(), name, value);
  }
  ::bson_append_utf8(bson.get(), json_field, -1, document.json.data(), length(document.json));
  const std::uint8_t* const bytes = ::bson_get_data(bson.get());
  return {bytes, bytes + bson.get()->len};
}

Document from_bson(std::span<const std::uint8_t> bytes) {
  bson_t bson;
  if (!::bson_init_static(&bson, bytes.data(), bytes.size())) throw base::Unreadable("This is not BSON");
  return {.id = text_of(bson, id_field), .json = text_of(bson, json_field)};
}

std::string field_of(std::string_view member) {
  const std::string stored = stored_name(member);
  return stored.starts_with('_') ? "_" + stored : stored;
}

std::string stored_text(std::string_view text) {
  return replaced(text, '\0', "␀");
}

}  // namespace boxoffice::kit::documents
