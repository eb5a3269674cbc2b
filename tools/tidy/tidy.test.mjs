// Small trees in a temporary folder, one per rule: what must be found, and what must not. Run with "node --test".

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { functionsOf } from "./source_text.mjs";
import { tidy } from "./tidy.mjs";

const HEADER = "#pragma once\n\n// What it is for.\n";
const KIT = { "kit/http/CMakeLists.txt": "boxoffice_kit(http)\n" };
const ORDERS = { "services/orders/CMakeLists.txt": "boxoffice_service(orders)\n" };
const leftOver = `TO${""}DO`;

/**
 * Writes the files into a fresh folder, and gives `use` its path.
 * @template T
 * @param {Record<string, string>} files
 * @param {(root: string) => T} use
 */
function inTree(files, use) {
  const root = mkdtempSync(join(tmpdir(), "tidy-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/**
 * Checks the tree and expects exactly these problems, as "path:line: rule".
 * @param {Record<string, string>} files
 * @param {string[]} expected
 */
function expectProblems(files, expected) {
  const found = inTree(files, tidy).map(({ path, line, rule }) => `${path}:${line}: ${rule}`);
  assert.deepEqual(found, expected);
}

/** @param {number} count */
const lines = (count) => "int x;\n".repeat(count);

test("arrows: what each folder may include", () => {
  const allowed = {
    "kit/base/CMakeLists.txt": "boxoffice_kit(base)",
    "kit/base/id.hpp": HEADER,
    "kit/base/id.cpp": '#include "kit/base/id.hpp"\n',
    "kit/base/tests/id_test.cpp": '#include "kit/base/id.hpp"\n#include "kit/testing/run.hpp"\n',
    "kit/testing/run.hpp": HEADER,
    "kit/sql/sql.hpp": `${HEADER}#include "kit/base/id.hpp"\n`,
    "contracts/topics.hpp": `${HEADER}#include "kit/base/id.hpp"\n`,
    "services/orders/README.md": "# Orders\n",
    "services/orders/core/place.hpp": `${HEADER}#include "contracts/topics.hpp"\n#include "kit/base/id.hpp"\n`,
    "services/orders/adapters/sql.hpp": `${HEADER}#include "kit/sql/sql.hpp"\n#include "services/orders/core/place.hpp"\n`,
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
    "kit/http/middleware/c.cpp": "int x;\n",
  };
  expectProblems(files, [
    "app/commands/serve.hpp:1: dead-file",
    "app/lab/serve.cpp:1: dead-file",
    "kit/http/middleware/c.cpp:1: dead-file",
    "old/gone.cpp:1: dead-file",
  ]);
});

test("dead web files: not imported, not started", () => {
  const files = {
    "web/apps/portal/package.json": '{"name": "portal", "scripts": {"seed": "node scripts/seed.mjs"}}',
    "web/apps/portal/index.html": '<script type="module" src="/src/main.tsx"></script>',
    "web/apps/portal/vite.config.ts": "export const config = 1;\n",
    "web/apps/portal/scripts/seed.mjs": "seed();\n",
    "web/apps/portal/src/main.tsx": 'import { a } from "@/shared/a";\nconst page = () => import("./page");\n',
    "web/apps/portal/src/page.tsx":
      'import { Button } from "@boxoffice/ui/button";\nimport { money } from "@boxoffice/ui";\n',
    "web/apps/portal/src/shared/a.ts": "export const a = 1;\n",
    "web/apps/portal/src/shared/dead.ts": "export const dead = 1;\n",
    "web/apps/portal/src/shared/a.test.ts": 'import { a } from "./a";\n',
    "web/packages/ui/package.json":
      '{"name": "@boxoffice/ui", "exports": {".": "./src/money.ts", "./*": {"default": "./src/*/index.tsx"}}}',
    "web/packages/ui/src/money.ts": "export const money = 1;\n",
    "web/packages/ui/src/button/index.tsx": 'import { size } from "./size.js";\n',
    "web/packages/ui/src/button/size.ts": "export const size = 1;\n",
    "web/packages/ui/src/chart/index.tsx": "export const chart = 1;\n",
    "web/packages/ui/src/generated/api.ts": "export type Api = 1;\n",
  };
  expectProblems(files, [
    "web/apps/portal/src/shared/dead.ts:1: dead-file",
    "web/packages/ui/src/chart/index.tsx:1: dead-file",
  ]);
});

test("markdown: links and anchors", () => {
  const files = {
    "README.md": [
      "# Title",
      "[good](docs/guide.md) [anchor](docs/guide.md#second-part-1) [own](#title) [folder](docs/) [root](/docs/guide.md)",
      "[web](https://example.org) [mail](mailto:a@b.c) ![image](docs/image.png)",
      "[broken](docs/none.md)",
      "[broken](docs/guide.md#third)",
      "`[code](none.md)` and",
      "```",
      "[code](none.md)",
      "# no title",
      "```",
      "[reference]: docs/none.md",
    ].join("\n"),
    "docs/guide.md": "# Guide\n\n## Second `part`\n\n## Second part\n\n[up](../README.md)\n",
    "docs/image.png": "",
    "deploy/run.sh": "# See docs/guide.md and docs/none.md.\n",
  };
  expectProblems(files, ["deploy/run.sh:1: link", "README.md:4: link", "README.md:5: link", "README.md:11: link"]);
});

test("markdown: one title", () => {
  const files = { "a.md": "Text.\n", "b.md": "# One\n\n# Two\n", "c.md": "# One\n\n## Part\n" };
  expectProblems(files, ["a.md:1: title", "b.md:3: title"]);
});

const ORDERS_SERVICE = {
  ...ORDERS,
  "contracts/topics.hpp": `${HEADER}inline constexpr std::string_view order_events = "order-events";
inline constexpr std::string_view ticket_events = "ticket-events";\n`,
  "contracts/messages/tickets.hpp": `${HEADER}#include "contracts/topics.hpp"
struct Tickets {
  static constexpr std::string_view topic = topics::ticket_events;
};
struct TicketsSold : Tickets {};\n`,
  "services/orders/adapters/http_routes.cpp": `#include "contracts/messages/tickets.hpp"
const std::string base = "/api/orders";
void mount(Router& router) {
  router.post("/api/orders", user, *this, &A::place);
  router.delete_(base + "/{id}", user, *this, &A::cancel);
  publish(topics::order_events);
  subscribe<TicketsSold>();
}\n`,
  "services/orders/migrations/0001_create.sql":
    "CREATE TABLE orders (id TEXT);\n-- CREATE TABLE no (id TEXT);\nCREATE TABLE old (id TEXT);\n",
  "services/orders/migrations/0002_drop.sql": "DROP TABLE old;\n",
};

test("service README: equal to the code", () => {
  const readme = `# Orders
| Method | Path |
|---|---|
| POST | \`/api/orders\` |
| \`DELETE /api/orders/{id}\` | |
| \`GET /health\` | |
## Messages
Publishes \`order-events\`, consumes \`ticket-events\`.
## Tables
| \`orders\` | what people buy |
`;
  expectProblems({ ...ORDERS_SERVICE, "services/orders/README.md": readme }, []);
});

test("service README: what is missing on either side", () => {
  const readme = `# Orders
GET /api/orders/{id}
## Topics
\`ticket-events\`
## Tables
| \`invoices\` | |
`;
  expectProblems({ ...ORDERS_SERVICE, "services/orders/README.md": readme }, [
    "services/orders/adapters/http_routes.cpp:4: readme",
    "services/orders/adapters/http_routes.cpp:5: readme",
    "services/orders/adapters/http_routes.cpp:6: readme",
    "services/orders/migrations/0001_create.sql:1: readme",
    "services/orders/README.md:2: readme",
    "services/orders/README.md:6: readme",
  ]);
  expectProblems(ORDERS_SERVICE, ["services/orders/README.md:1: readme"]);
});

test("machine paths: not in any text", () => {
  const machine = "/home/anna/boxoffice";
  const files = {
    "deploy/run.sh": `cd ${machine}\ncat ../shar${"ed"}/notes\n`,
    "docs/image.md": "# Image\n\nThe image keeps its files in /home/boxoffice/var and /var/lib.\n",
    "web/package.json": '{"name": "web"}',
    "web/src/main.ts": 'import { a } from "../shared/a.js";\n',
    "web/shared/a.ts": "export const a = 1;\n",
    "web/index.html": "src/main.ts",
  };
  expectProblems(files, ["deploy/run.sh:1: machine-path", "deploy/run.sh:2: machine-path"]);
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
