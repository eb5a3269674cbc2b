// One test per rule about documents, the web and READMEs of services: what must be found, and what must not.

import { test } from "node:test";

import { expectProblems, HEADER, ORDERS } from "./fixture_tree.mjs";

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
      "[good](docs/guide.md) [anchor](docs/guide.md#second-part-1) [own](#title) [root](/docs/guide.md)",
      "[folder](docs/) [web](https://example.org) [mail](mailto:a@b.c) ![image](docs/image.png)",
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
    "web/src/main.ts": `import { a } from "../shar${"ed"}/a.js";\n`,
    "web/shared/a.ts": "export const a = 1;\n",
    "web/index.html": "src/main.ts",
  };
  expectProblems(files, ["deploy/run.sh:1: machine-path", "deploy/run.sh:2: machine-path"]);
});
