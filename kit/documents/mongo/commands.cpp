#include "kit/documents/mongo/commands.hpp"

#include "kit/documents/names.hpp"

#include <bson/bson.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <variant>

namespace boxoffice::kit::documents {
namespace {

using std::chrono::milliseconds;
using Wanted = std::variant<std::int64_t, std::string>;

/// A document that is being written.
class Writer {
 public:
  Writer() { ::bson_init(&bson_); }
  ~Writer() { ::bson_destroy(&bson_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  Writer& text(const char* name, const std::string& value) {
    ::bson_append_utf8(&bson_, name, -1, value.data(), static_cast<int>(value.size()));
    return *this;
  }
  Writer& number(const char* name, std::int32_t value) {
    ::bson_append_int32(&bson_, name, -1, value);
    return *this;
  }
  Writer& long_number(const char* name, std::int64_t value) {
    ::bson_append_int64(&bson_, name, -1, value);
    return *this;
  }
  Writer& truth(const char* name, bool value) {
    ::bson_append_bool(&bson_, name, -1, value);
    return *this;
  }
  Writer& document(const char* name, const Writer& value) {
    ::bson_append_document(&bson_, name, -1, &value.bson_);
    return *this;
  }
  Writer& array(const char* name, const Writer& value) {
    ::bson_append_array(&bson_, name, -1, &value.bson_);
    return *this;
  }
  Writer& limit(milliseconds value) { return long_number("maxTimeMS", value.count()); }

  [[nodiscard]] Bytes bytes() const {
    const std::uint8_t* const begin = ::bson_get_data(&bson_);
    return {begin, begin + bson_.len};
  }

 private:
  bson_t bson_{};
};

/// Equal to `value`, and not an array that has it among its elements.
void append_equal(Writer& filter, const std::string& field, const Wanted& value) {
  Writer condition;
  if (const auto* const number = std::get_if<std::int64_t>(&value)) {
    condition.long_number("$eq", *number);
  } else {
    condition.text("$eq", stored_text(std::get<std::string>(value)));
  }
  condition.document("$not", Writer().text("$type", "array"));
  filter.document(field.c_str(), condition);
}

}  // namespace

Bytes ping_command(milliseconds limit) {
  return Writer().number("ping", 1).limit(limit).bytes();
}

Bytes login_command(milliseconds limit) {
  return Writer().number("listCollections", 1).truth("nameOnly", true).limit(limit).bytes();
}

Bytes create_command(const std::string& collection) {
  return Writer().text("create", collection).bytes();
}

Bytes index_command(const std::string& collection, const std::string& member) {
  Writer key;
  key.number(field_of(checked_name(member)).c_str(), 1).number(id_field, 1);
  Writer index;
  index.document("key", key).text("name", "by_" + member);
  return Writer().text("createIndexes", collection).array("indexes", Writer().document("0", index)).bytes();
}

Bytes id_filter(const std::string& id) {
  return Writer().text(id_field, id).bytes();
}

std::optional<Bytes> filter_of(const Find& find) {
  Writer filter;
  std::map<std::string, Wanted> wanted;
  for (const auto& [member, value] : find.filters) {
    const auto [known, is_new] = wanted.emplace(field_of(checked_name(member)), value);
    if (!is_new && known->second != value) return std::nullopt;
    if (is_new) append_equal(filter, known->first, value);
  }
  if (find.after) filter.document(id_field, Writer().text(find.newest_first ? "$lt" : "$gt", *find.after));
  return filter.bytes();
}

Bytes get_options(milliseconds limit) {
  return Writer().limit(limit).bytes();
}

Bytes find_options(const Find& find, milliseconds limit) {
  const std::size_t most = std::numeric_limits<std::int64_t>::max();
  return Writer()
      .document("sort", Writer().number(id_field, find.newest_first ? -1 : 1))
      .document("projection", Writer().number(id_field, 1).number(json_field, 1))
      .long_number("limit", static_cast<std::int64_t>(std::min(find.limit, most)))
      .limit(limit)
      .bytes();
}

Bytes upsert_options() {
  return Writer().truth("upsert", true).bytes();
}

}  // namespace boxoffice::kit::documents
