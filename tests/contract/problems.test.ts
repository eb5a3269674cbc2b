// Every error is an RFC 9457 problem with our members, whichever layer made it.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Answer, Client, type Method, problemOf, type RequestOptions } from "../support/client.ts";
import { expectProblem } from "../support/expectations.ts";
import { port } from "../support/environment.ts";
import { sendRaw } from "../support/raw-http.ts";
import { newUser, registerUser } from "../support/users.ts";

const servedPath = "/api/users/.well-known/jwks.json";
const anonymous = Client.anonymous();
let user: Client;

beforeAll(async () => {
  user = (await registerUser()).client;
});

type Row = {
  name: string;
  method: Method;
  path: string;
  options?: RequestOptions;
  signedIn?: boolean;
  status: number;
  code: string;
};

const tooLarge = `{"username":"${"x".repeat(1024 * 1024)}"}`;

const rows: Row[] = [
  { name: "an unknown path", method: "GET", path: "/nothing", status: 404, code: "NOT_FOUND" },
  { name: "an unknown service", method: "GET", path: "/api/nothing/1", status: 404, code: "NOT_FOUND" },
  { name: "an unknown route of a service", method: "GET", path: "/api/events/a/b/c", status: 404, code: "NOT_FOUND" },
  { name: "an unknown object", method: "GET", path: `/api/events/${randomUUID()}`, status: 404, code: "NOT_FOUND" },
  { name: "another method", method: "DELETE", path: "/api/users/login", status: 405, code: "METHOD_NOT_ALLOWED" },
  { name: "no token", method: "GET", path: "/api/users/profile", status: 401, code: "UNAUTHENTICATED" },
  { name: "a USER", method: "GET", path: "/api/users", signedIn: true, status: 403, code: "FORBIDDEN" },
  {
    name: "malformed JSON",
    method: "POST",
    path: "/api/users/login",
    options: { rawBody: '{"username": ' },
    status: 400,
    code: "MALFORMED_REQUEST",
  },
  {
    name: "no Idempotency-Key where it is required",
    method: "POST",
    path: "/api/orders",
    options: { body: { eventId: randomUUID(), items: [{ ticketTypeId: randomUUID(), quantity: 1 }] } },
    signedIn: true,
    status: 400,
    code: "MALFORMED_REQUEST",
  },
  {
    name: "another media type",
    method: "POST",
    path: "/api/users/login",
    options: { rawBody: "username=a&password=b", headers: { "content-type": "application/x-www-form-urlencoded" } },
    status: 415,
    code: "UNSUPPORTED_MEDIA_TYPE",
  },
  {
    name: "a body beyond the limit",
    method: "POST",
    path: "/api/users/login",
    options: { rawBody: tooLarge },
    status: 413,
    code: "PAYLOAD_TOO_LARGE",
  },
  {
    name: "wrong members",
    method: "POST",
    path: "/api/users/register",
    options: { body: { username: "a", email: "b", password: "c" } },
    status: 422,
    code: "VALIDATION_FAILED",
  },
];

function send(row: Row, headers: Record<string, string> = {}): Promise<Answer> {
  const options = row.options ?? {};
  const client = row.signedIn === true ? user : anonymous;
  return client.send(row.method, row.path, { ...options, headers: { ...options.headers, ...headers } });
}

describe("the problem document", () => {
  test.each(rows)("given $name then $status $code in the common shape", async (row) => {
    const answer = await send(row);

    const problem = problemOf(answer);
    expect(problem).toMatchObject({
      status: row.status,
      code: row.code,
      requestId: answer.headers.get("x-request-id"),
    });
    expect(answer.status).toBe(row.status);
    expect(problem.errors !== undefined).toBe(row.status === 422);
    expect(answer.headers.get("cache-control") ?? "no-store").not.toContain("public");
    expect(answer.text).not.toMatch(/exception|\.cpp|std::|sqlite|stack/i);
  });

  test.each([
    ["/api/nothing/1", "There is no service 'nothing' here; /docs lists the routes."],
    ["/nothing", "There is nothing at this address; /docs lists the routes."],
  ])("given %s, which nobody serves, then the detail says what to do next", async (path, detail) => {
    expect(problemOf(await anonymous.get(path)).detail).toBe(detail);
  });

  test("given 405 then Allow names the methods that there are", async () => {
    const answer = await anonymous.delete("/api/users/login");

    expect(answer.headers.get("allow")?.split(/, */)).toContain("POST");
  });

  test("given 401 then WWW-Authenticate says how to sign in", async () => {
    const answer = await anonymous.get("/api/users/profile");

    expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
  });

  test("given all members wrong then a pointer for each", async () => {
    const answer = await anonymous.post("/api/users/register", {
      body: { username: "a", email: "b", password: "c", "na/me": 1 },
    });

    expect(
      problemOf(answer)
        .errors?.map((error) => error.pointer)
        .toSorted(),
    ).toEqual(["/email", "/na~1me", "/password", "/username"]);
  });

  test("given a secret in a wrong body then it is not sent back", async () => {
    const password = `secret-${randomUUID()}`;

    const answer = await anonymous.post("/api/users/register", { body: { ...newUser(), password, email: "no" } });

    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain(password);
  });
});

describe("x-request-id and traceparent", () => {
  test("given none then an answer has its own request id", async () => {
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () => (await anonymous.get(servedPath)).headers.get("x-request-id")),
    );

    expect(new Set(ids).size).toBe(5);
    expect(ids).not.toContain(null);
  });

  test("given a request id that could break a log line then it is replaced", async () => {
    const forged = 'x"} {"level":"error"';

    const answer = await anonymous.get(servedPath, { headers: { "x-request-id": forged } });

    expect(answer.headers.get("x-request-id")).not.toBe(forged);
    expect(answer.headers.get("x-request-id")).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  test.each([
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
    "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "nonsense",
  ])("given traceparent %s then the request is served all the same", async (traceparent) => {
    expect((await anonymous.get(servedPath, { headers: { traceparent } })).status).toBe(200);
  });
});

describe("Host", () => {
  test.each(["example.com", "boxoffice.example.com", "127.0.0.1.example.com"])(
    "given the unknown host %s then 421, so that no other site's name leads here",
    async (host) => {
      const answer = await sendRaw({ method: "GET", path: servedPath, headers: { host } });

      expectProblem(answer, 421, "MISDIRECTED_REQUEST");
    },
  );

  test.each(["localhost", "127.0.0.1"])("given %s then it is served", async (host) => {
    const headers = { host: `${host}:${port("gateway")}` };

    const answer = await sendRaw({ method: "GET", path: servedPath, headers });

    expect(answer.status).toBe(200);
  });
});
