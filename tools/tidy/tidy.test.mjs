// One test per rule about C++: what must be found, and what must not. And the command itself. Run with "node --test".

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { expectProblems, HEADER, inTree, KIT, ORDERS } from "./fixture_tree.mjs";
import { functionsOf } from "./source_text.mjs";
import { tidy } from "./tidy.mjs";

const leftOver = `TO${""}DO`;

/** @param {number} count */
const lines = (count) => "int x;\n".repeat(count);

test("arrows: what each folder may include", () => {
  const useCore = '#include "services/orders/core/place.hpp"\n';
  const allowed = {
    "kit/base/CMakeLists.txt": "boxoffice_kit(base)",
    "kit/base/id.hpp": HEADER,
    "kit/base/id.cpp": '#include "kit/base/id.hpp"\n',
    "kit/base/tests/id_test.cpp": '#include "kit/base/id.hpp"\n#include "kit/testing/run.hpp"\n',
    "kit/base/fuzz/id.cpp": '#include "kit/base/id.hpp"\n#include "kit/testing/run.hpp"\n',
    "kit/testing/run.hpp": HEADER,
    "kit/sql/sql.hpp": `${HEADER}#include "kit/base/id.hpp"\n`,
    "contracts/topics.hpp": `${HEADER}#include "kit/base/id.hpp"\n`,
    "services/orders/README.md": "# Orders\n",
    "services/orders/core/place.hpp": `${HEADER}#include "contracts/topics.hpp"\n#include "kit/base/id.hpp"\n`,
    "services/orders/adapters/sql.hpp": `${HEADER}#include "kit/sql/sql.hpp"\n${useCore}`,
    "services/orders/service.hpp": HEADER,
    "services/orders/service.cpp": '#include "services/orders/adapters/sql.hpp"\n',
    "app/CMakeLists.txt": "add_executable(boxoffice main.cpp)",
    "app/main.cpp": '#include "services/orders/service.hpp"\n',
    ...ORDERS,
  };
  expectProblems(allowed, []);
});

test("arrows: what each folder must not include", () => {
  /** @type {[string, string][]} */
  const forbidden = [
    ["kit/base/id.cpp", "kit/sql/sql.hpp"],
    ["kit/http/router.cpp", "services/orders/service.hpp"],
    ["kit/http/router.cpp", "contracts/topics.hpp"],
    ["kit/http/router.cpp", "app/modules.hpp"],
    ["kit/http/router.cpp", "kit/testing/run.hpp"],
    ["contracts/ids.cpp", "services/orders/service.hpp"],
    ["services/orders/core/place.cpp", "kit/sql/sql.hpp"],
    ["services/orders/core/place.cpp", "services/orders/adapters/sql.hpp"],
    ["services/orders/adapters/sql.cpp", "services/orders/service.hpp"],
    ["services/orders/adapters/sql.cpp", "services/users/core/user.hpp"],
    ["services/orders/tests/place_test.cpp", "services/users/core/user.hpp"],
    ["services/orders/service.cpp", "app/modules.hpp"],
    ["services/orders/service.cpp", "services/orders/tests/fakes.hpp"],
    ["services/orders/service.cpp", "kit/sql/open.hpp"],
    ["services/orders/adapters/sql.cpp", "kit/sql/sqlite/connection.hpp"],
    ["app/main.cpp", "services/orders/core/place.hpp"],
  ];
  for (const [path, target] of forbidden) {
    const files = {
      [path]: `// Why.\n#include "${target}"\n`,
      [target]: HEADER,
      "services/orders/README.md": "# Orders\n",
    };
    const found = inTree(files, tidy).filter(({ rule }) => rule === "arrow");
    assert.deepEqual([found.length, found[0]?.path, found[0]?.line], [1, path, 2], `${path} -> ${target}`);
  }
});

test("arrows: a path that is no file, an include in a comment, the generated migrations", () => {
  const files = {
    ...KIT,
    "kit/http/a.cpp": '#include "router.hpp"\n// #include "nothing.hpp"\n/*\n#include "nothing.hpp"\n*/\n',
    ...ORDERS,
    "services/orders/README.md": "# Orders\n",
    "services/orders/migrations/0001.sql": "SELECT 1;\n",
    "services/orders/service.cpp": '#include "services/orders/migrations.hpp"\n',
  };
  expectProblems(files, ["kit/http/a.cpp:1: include-path"]);
});

test("driver headers: only in .cpp files of the kit", () => {
  const files = {
    ...KIT,
    ...ORDERS,
    "services/orders/README.md": "# Orders\n",
    "kit/http/server.cpp": '#include "kit/http/server.hpp"\n#include <boost/asio/post.hpp>\n#include <sqlite3.h>\n',
    "kit/http/tests/server_test.cpp": '#include "kit/http/server.hpp"\n',
    "kit/http/server.hpp": `${HEADER}#include <boost/asio/awaitable.hpp>\n#include <boost/beast/http.hpp>\n`,
    "services/orders/adapters/sql.cpp": "#include <openssl/sha.h>\n#include <vector>\n",
  };
  expectProblems(files, ["kit/http/server.hpp:5: driver-header", "services/orders/adapters/sql.cpp:1: driver-header"]);
});

test("sizes: file of 401 lines, line of 121 characters", () => {
  const files = {
    ...KIT,
    "kit/http/long.cpp": lines(401),
    "kit/http/full.cpp": lines(400),
    "kit/http/wide.cpp": `${"x".repeat(120)}\n${"x".repeat(121)}\n${"\u00e4".repeat(120)}\n`,
    "kit/http/link.cpp": `// https://example.org/${"x".repeat(120)}\n`,
    "kit/http/data.cpp": `const auto text = R"(\n${"x".repeat(130)}\n)";\n`,
  };
  expectProblems(files, ["kit/http/long.cpp:401: file-length", "kit/http/wide.cpp:2: line-length"]);
});

test("sizes: function of 61 lines, in a test 101", () => {
  const body = (/** @type {number} */ count) => `{\n${"  f();\n".repeat(count - 2)}}\n`;
  const files = {
    ...KIT,
    "kit/http/a.cpp": `namespace a {\n\nint Router::serve(int x) const ${body(61)}\nint fine() ${body(60)}\n}\n`,
    "kit/http/tests/a_test.cpp": `TEST(a, b) ${body(100)}\nTEST(a, c) ${body(101)}`,
  };
  expectProblems(files, ["kit/http/a.cpp:3: function-length", "kit/http/tests/a_test.cpp:102: function-length"]);
});

test("functionsOf: finds functions and nothing else", () => {
  const text = `#define OPEN {
namespace a::b {
class Router final : public Application {
 public:
  Router(int a) : first_{a}, second_(Options{.x = 1}) {
    run();
  }
  enum class Kind : std::uint8_t { one };
 private:
  const char* text_ = "}";  // }
  char brace_ = '{';
};
struct Options { int limit = 10'000; };
constexpr std::array table{Row{1, f(2)}, Row{3, f(4)}};
template <class T>
  requires(sizeof(T) > 1)
auto convert(T value) -> std::vector<T> {
  if (value) {
    return [&] { return value; }();
  }
}
bool operator==(const A& a, const B& b) {
  return a.x == b.x;
}
}  // namespace a::b
`;
  const found = functionsOf(text).map(({ line, lines: count, name }) => [line, count, name]);
  assert.deepEqual(found, [
    [5, 3, "Router"],
    [15, 7, "requires"],
    [22, 3, "operator=="],
  ]);
});

test("words: names, constructs and file names", () => {
  const files = {
    ...KIT,
    "kit/http/session_manager.cpp": "class SessionManager;\nstruct UserData { int ctx; };\n",
    "kit/http/good.cpp":
      '// The Manager, ctx.\nconst auto text = "struct UserData";\nint data = v.data();\nint context;\n',
    "kit/http/spawn.cpp": 'asio::co_spawn(e, t, asio::detached);\nthread.detach();\nauto s = std::format("x");\n',
    "kit/runtime/CMakeLists.txt": "boxoffice_kit(runtime)",
    "kit/runtime/spawn.cpp": "asio::co_spawn(e, t, asio::detached);\n",
    "kit/http/tests/a_test.cpp": '#include "kit/http/bad.hpp"\nvoid f() { std::this_thread::sleep_for(1s); }\n',
    "kit/http/bad.hpp": `${HEADER}using namespace std;\ninline void f() {\n  using namespace kit;\n}\n`,
  };
  expectProblems(files, [
    "kit/http/bad.hpp:4: word",
    "kit/http/session_manager.cpp:1: word",
    "kit/http/session_manager.cpp:1: word",
    "kit/http/session_manager.cpp:2: word",
    "kit/http/session_manager.cpp:2: word",
    "kit/http/spawn.cpp:1: word",
    "kit/http/spawn.cpp:2: word",
    "kit/http/spawn.cpp:3: word",
    "kit/http/tests/a_test.cpp:2: word",
  ]);
});

test("coroutines: no views as parameters", () => {
  const files = {
    ...KIT,
    "kit/http/bad.cpp":
      "runtime::Task<int> find(int a, std::string_view name) {\n  co_return co_await f(name);\n}\n" +
      "Task<std::map<int, X>> Store::find(const std::span<const char> bytes) const {\n  co_await f();\n}\n",
    "kit/http/good.cpp":
      "Task<int> declared(std::string_view name);\n" +
      "Task<int> handed_on(std::string_view name) {\n  return find(std::string(name));\n}\n" +
      "Task<int> called_back(std::function<void(std::string_view)> each, std::string name) {\n  co_return 1;\n}\n" +
      "// Task<int> old(std::string_view name) { co_return 1; }\n",
  };
  expectProblems(files, ["kit/http/bad.cpp:1: coroutine-view", "kit/http/bad.cpp:4: coroutine-view"]);
});

test("left over: only with the number of an issue", () => {
  const files = { "deploy/run.sh": `# ${leftOver}: later\n# ${leftOver}(#12): later\n# ${leftOver} #12\n` };
  expectProblems(files, ["deploy/run.sh:1: left-over"]);
});

test("headers: pragma once and a comment at the head", () => {
  const files = {
    ...KIT,
    "kit/http/a.cpp": ["a", "b", "c"].map((name) => `#include "kit/http/${name}.hpp"\n`).join(""),
    "kit/http/a.hpp": "// What it is for.\n#include <vector>\nstruct A;\n",
    "kit/http/b.hpp": "#pragma once\n\n#include <vector>\n\nstruct B;\n// Too late.\n",
    "kit/http/c.hpp": HEADER,
  };
  expectProblems(files, [
    "kit/http/a.hpp:1: dead-file",
    "kit/http/a.hpp:1: pragma-once",
    "kit/http/b.hpp:1: head-comment",
  ]);
});

test("dead C++ files: not built, not included", () => {
  const files = {
    "CMakeLists.txt": "add_library(pch ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)\n# old/gone.cpp\n",
    "cmake/pch.cpp": "int pch;\n",
    "old/gone.cpp": "int gone;\n",
    "app/CMakeLists.txt": "file(GLOB sources *.cpp commands/*.cpp)\n",
    "app/commands/serve.cpp": '#include "app/commands/serve.hpp"\n',
    "app/commands/serve.hpp": HEADER,
    "app/lab/serve.cpp": "int x;\n",
    ...KIT,
    "kit/http/a.cpp": '#include "kit/http/b.hpp"\n',
    "kit/http/b.hpp": HEADER,
    "kit/http/tests/a_test.cpp": "int x;\n",
    "kit/http/fuzz/a.cpp": "int x;\n",
    "kit/http/fuzz/corpus/a.cpp": "int x;\n",
    "kit/http/middleware/c.cpp": "int x;\n",
  };
  expectProblems(files, [
    "app/commands/serve.hpp:1: dead-file",
    "app/lab/serve.cpp:1: dead-file",
    "kit/http/fuzz/corpus/a.cpp:1: dead-file",
    "kit/http/middleware/c.cpp:1: dead-file",
    "old/gone.cpp:1: dead-file",
  ]);
});

test("ignored folders are not read", () => {
  const files = {
    ".gitignore": "/build/\nnode_modules/\n",
    "build/a.md": "No title.\n",
    "web/node_modules/b.md": "No title.\n",
    "web/build/c.md": "No title.\n",
  };
  expectProblems(files, ["web/build/c.md:1: title"]);
});

test("command: prints problems and their number, exit status 1; without problems 0", () => {
  const program = join(dirname(fileURLToPath(import.meta.url)), "tidy.mjs");
  const run = (/** @type {string} */ root) => spawnSync(process.execPath, [program, root], { encoding: "utf8" });

  const bad = inTree({ "a.md": "Text.\n" }, run);
  const good = inTree({ "a.md": "# Title\n" }, run);

  assert.equal(bad.stdout, "a.md:1: title: 0 first-level headings, a document has one\ntidy: 1 problems\n");
  assert.equal(bad.status, 1);
  assert.equal(good.stdout, "tidy: 0 problems\n");
  assert.equal(good.status, 0);
});

test("speed: 1,000 files in under 5 seconds", () => {
  /** @type {Record<string, string>} */
  const files = { ...KIT };
  for (let i = 0; i < 1000; ++i) {
    files[`kit/http/part_${i}.cpp`] = `namespace a {\n${`int f${i}(int x) {\n  return x + 1;\n}\n`.repeat(60)}}\n`;
  }
  const milliseconds = inTree(files, (root) => {
    const start = performance.now();
    assert.deepEqual(tidy(root), []);
    return performance.now() - start;
  });
  assert.ok(milliseconds < 5000, `${milliseconds} ms`);
});
