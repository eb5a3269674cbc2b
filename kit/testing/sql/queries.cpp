#include "kit/testing/sql/queries.hpp"

#include "kit/testing/run.hpp"

#include <utility>

namespace boxoffice::kit::testing {

std::vector<std::string> texts_in(sql::Database& database, std::string statement) {
  return run(database.read([statement = std::move(statement)](sql::Session& session) {
    std::vector<std::string> texts;
    for (const auto& row : session.query(statement)) texts.push_back(row.get<std::string>(0));
    return texts;
  }));
}

std::int64_t number_in(sql::Database& database, std::string statement) {
  return run(database.read([statement = std::move(statement)](sql::Session& session) {
    return session.query_one(statement).value().get<std::int64_t>(0);
  }));
}

}  // namespace boxoffice::kit::testing
