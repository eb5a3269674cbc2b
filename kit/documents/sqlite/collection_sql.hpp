#pragma once

// The SQL of the embedded document store. Names become part of statements, so they are checked here.

#include "kit/documents/document_store.hpp"
#include "kit/sql/value.hpp"

#include <string>
#include <vector>

namespace boxoffice::kit::documents {

/// Statements of one collection. Throws std::invalid_argument for names other than letters, digits, '_' and '-'.
class CollectionSql {
 public:
  explicit CollectionSql(const std::string& collection);

  [[nodiscard]] std::string create_table() const;
  [[nodiscard]] std::string create_index(const std::string& member) const;
  [[nodiscard]] std::string upsert() const;
  [[nodiscard]] std::string select() const;
  [[nodiscard]] std::string remove() const;

  struct Query {
    std::string statement;
    std::vector<sql::Value> arguments;
  };
  [[nodiscard]] Query find(const Find& find) const;

 private:
  std::string table_;  // quoted
  std::string name_;
};

}  // namespace boxoffice::kit::documents
