#include "kit/sql/statements.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::sql {
namespace {

TEST(split_statements, given_files_then_each_statement_is_whole) {
  struct Case {
    std::string_view name;
    std::string_view file;
    std::vector<std::string> statements;
  };
  const std::array cases{
      Case{"nothing", "", {}},
      Case{"only comments", "-- a comment;\n\n  -- another\n", {}},
      Case{"two", "CREATE TABLE a (b);\nCREATE TABLE c (d);\n", {"CREATE TABLE a (b);", "CREATE TABLE c (d);"}},
      Case{"no end", "SELECT 1", {"SELECT 1"}},
      Case{"several lines and a comment", "CREATE TABLE a (\n  -- why\n  b\n);\n", {"CREATE TABLE a (\n  b\n);"}},
      Case{"carriage returns", "SELECT 1;\r\nSELECT 2;\r\n", {"SELECT 1;", "SELECT 2;"}},
      Case{"trigger",
           "CREATE TRIGGER t AFTER INSERT ON a\nBEGIN\n  UPDATE b SET c = 1;\n  UPDATE d SET e = 1;\nEND;\nSELECT 1;",
           {"CREATE TRIGGER t AFTER INSERT ON a\nBEGIN\n  UPDATE b SET c = 1;\n  UPDATE d SET e = 1;\nEND;",
            "SELECT 1;"}},
      Case{"trigger of PostgreSQL",
           "CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();\nSELECT 1;",
           {"CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();", "SELECT 1;"}},
      Case{
          "function of PostgreSQL",
          "CREATE FUNCTION f() RETURNS trigger AS $$\nBEGIN\n  RETURN NEW;\nEND;\n$$ LANGUAGE plpgsql;\nSELECT 1;",
          {"CREATE FUNCTION f() RETURNS trigger AS $$\nBEGIN\n  RETURN NEW;\nEND;\n$$ LANGUAGE plpgsql;", "SELECT 1;"}},
  };
  for (const auto& [name, file, statements] : cases) {
    SCOPED_TRACE(name);
    EXPECT_EQ(split_statements(file), statements);
  }
}

}  // namespace
}  // namespace boxoffice::kit::sql
