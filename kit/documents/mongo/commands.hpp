#pragma once

// What the server is asked, as BSON.

#include "kit/documents/document_store.hpp"
#include "kit/documents/mongo/stored_form.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace boxoffice::kit::documents {

// `limit` is how long the server may work on it. What writes has none: FerretDB refuses some of it then.

[[nodiscard]] Bytes ping_command(std::chrono::milliseconds limit);
/// Asks for something that only those may see who have logged in.
[[nodiscard]] Bytes login_command(std::chrono::milliseconds limit);
[[nodiscard]] Bytes create_command(const std::string& collection);
[[nodiscard]] Bytes index_command(const std::string& collection, const std::string& member);

[[nodiscard]] Bytes id_filter(const std::string& id);
/// Nothing when two filters contradict each other: no document can match, and BSON takes a name once only.
[[nodiscard]] std::optional<Bytes> filter_of(const Find& find);

[[nodiscard]] Bytes get_options(std::chrono::milliseconds limit);
[[nodiscard]] Bytes find_options(const Find& find, std::chrono::milliseconds limit);
[[nodiscard]] Bytes upsert_options();

}  // namespace boxoffice::kit::documents
