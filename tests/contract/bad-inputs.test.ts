// What must be refused, as a table: one line per wrong input, with the pointer that the answer must name.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { Client, type Method, newKey, problemOf, type RequestOptions } from "../support/client.ts";
import { expectProblem } from "../support/expectations.ts";
import { newEvent, newTicketType } from "../support/events.ts";
import { newUser, registerUser, signInAdmin } from "../support/users.ts";

type Role = "anonymous" | "user" | "admin";

/** What is wrong, and the pointers that the 422 must name (exactly these). */
type Wrong = readonly [what: string, input: unknown, ...pointers: string[]];

const clients: Record<Role, Client> = {
  anonymous: Client.anonymous(),
  user: Client.anonymous(),
  admin: Client.anonymous(),
};

beforeAll(async () => {
  clients.user = (await registerUser()).client;
  clients.admin = (await signInAdmin()).client;
});

/** Every row is 422 VALIDATION_FAILED with its pointers. */
function refuses(role: Role, method: Method, path: string, rows: readonly Wrong[]): void {
  describe(`${method} ${path}`, () => {
    test.each(rows.map(([what, input, ...pointers]) => ({ what, input, pointers })))(
      "given $what then 422",
      async ({ input, pointers }) => {
        const options: RequestOptions = { body: input, headers: newKey() };

        const answer = await clients[role].send(method, path, options);

        expect(answer.status).toBe(422);
        const problem = problemOf(answer);
        expect(problem.code).toBe("VALIDATION_FAILED");
        expect(problem.errors?.map((error) => error.pointer).toSorted()).toEqual(pointers.toSorted());
      },
    );
  });
}

/** Every query is 422 and names its parameter. */
function refusesQueries(
  role: Role,
  path: string,
  rows: readonly (readonly [query: string, parameter: string])[],
): void {
  describe(`GET ${path}`, () => {
    test.each(rows)("given ?%s then 422 at %s", async (query, parameter) => {
      const answer = await clients[role].get(`${path}?${query}`);

      expect(answer.status).toBe(422);
      expect(problemOf(answer).errors?.map((error) => error.pointer)).toEqual([`?${parameter}`]);
    });
  });
}

const person = (changes: Record<string, unknown>): Record<string, unknown> => ({ ...newUser(), ...changes });

refuses("anonymous", "POST", "/api/users/register", [
  ["an empty object", {}, "/username", "/email", "/password"],
  ["an array", [], ""],
  ["a string", "register me", ""],
  ["null", null, ""],
  ["an unknown member", person({ admin: true }), "/admin"],
  ["no username", person({ username: undefined }), "/username"],
  ["null for the username", person({ username: null }), "/username"],
  ["a number for the username", person({ username: 12345 }), "/username"],
  ["an empty username", person({ username: "" }), "/username"],
  ["a username of 2 characters", person({ username: "ab" }), "/username"],
  ["a username of 33 characters", person({ username: "a".repeat(33) }), "/username"],
  ["a username with a space", person({ username: "ada lovelace" }), "/username"],
  ["a username with an umlaut", person({ username: "jürgen" }), "/username"],
  ["a username with a slash", person({ username: "../admin" }), "/username"],
  ["a username with an @", person({ username: "ada@example" }), "/username"],
  ["a username with a line break", person({ username: "ada\nroot" }), "/username"],
  ["no e-mail address", person({ email: undefined }), "/email"],
  ["an e-mail address without @", person({ email: "ada.example.com" }), "/email"],
  ["an e-mail address with two @", person({ email: "ada@b@example.com" }), "/email"],
  ["an e-mail address without domain", person({ email: "ada@" }), "/email"],
  ["an e-mail address with a space", person({ email: "ada love@example.com" }), "/email"],
  ["an e-mail address with a header in it", person({ email: "ada@example.com\r\nBcc: b@example.com" }), "/email"],
  ["an e-mail address of 300 characters", person({ email: `${"a".repeat(288)}@example.com` }), "/email"],
  ["no password", person({ password: undefined }), "/password"],
  ["a password of 7 characters", person({ password: "1234567" }), "/password"],
  ["a password of 129 characters", person({ password: "p".repeat(129) }), "/password"],
  ["an object for the password", person({ password: { $ne: "" } }), "/password"],
  ["a full name of 101 characters", person({ fullName: "x".repeat(101) }), "/fullName"],
  ["an empty full name", person({ fullName: "" }), "/fullName"],
  ["a full name of two lines", person({ fullName: "Ada\nLovelace" }), "/fullName"],
  ["letters for the phone number", person({ phoneNumber: "call me" }), "/phoneNumber"],
  ["an unknown language", person({ language: "tlh" }), "/language"],
  ["three wrong members", person({ username: "a", email: "b", password: "c" }), "/username", "/email", "/password"],
]);

refuses("anonymous", "POST", "/api/users/login", [
  ["no password", { username: "ada" }, "/password"],
  ["no username", { password: "12345678" }, "/username"],
  ["an empty username", { username: "", password: "12345678" }, "/username"],
  ["an array for the username", { username: ["ada"], password: "12345678" }, "/username"],
  ["a password of 129 characters", { username: "ada", password: "p".repeat(129) }, "/password"],
  ["a boolean for the password", { username: "ada", password: true }, "/password"],
  ["an unknown member", { username: "ada", password: "12345678", remember: true }, "/remember"],
]);

refuses("anonymous", "POST", "/api/users/refresh", [
  ["no token", {}, "/refreshToken"],
  ["an empty token", { refreshToken: "" }, "/refreshToken"],
  ["a number", { refreshToken: 1 }, "/refreshToken"],
  ["an unknown member", { refreshToken: "x", scope: "all" }, "/scope"],
]);

refuses("user", "PATCH", "/api/users/profile", [
  ["a role", { role: "ADMIN" }, "/role"],
  ["a status", { status: "ACTIVE" }, "/status"],
  ["an id", { id: randomUUID() }, "/id"],
  ["a username", { username: "somebody-else" }, "/username"],
  ["a password", { password: "another password" }, "/password"],
  ["null for the e-mail address", { email: null }, "/email"],
  ["an e-mail address without @", { email: "nobody" }, "/email"],
  ["a number for the full name", { fullName: 7 }, "/fullName"],
  ["an unknown language", { language: "EN" }, "/language"],
  ["an array", [], ""],
]);

refuses("user", "POST", "/api/users/password", [
  ["an empty object", {}, "/currentPassword", "/newPassword"],
  ["no new password", { currentPassword: "12345678" }, "/newPassword"],
  ["a new password of 7 characters", { currentPassword: "12345678", newPassword: "1234567" }, "/newPassword"],
  ["a new password of 129 characters", { currentPassword: "12345678", newPassword: "p".repeat(129) }, "/newPassword"],
  ["a list of passwords", { currentPassword: ["12345678"], newPassword: "12345679" }, "/currentPassword"],
]);

refuses("admin", "PATCH", `/api/users/${randomUUID()}`, [
  ["an unknown role", { role: "ROOT" }, "/role"],
  ["a role in small letters", { role: "admin" }, "/role"],
  ["an unknown status", { status: "DELETED" }, "/status"],
  ["null for the role", { role: null }, "/role"],
  ["a username", { username: "renamed" }, "/username"],
]);

refusesQueries("admin", "/api/users", [
  ["limit=0", "limit"],
  ["limit=101", "limit"],
  ["limit=-1", "limit"],
  ["limit=ten", "limit"],
  ["limit=1.5", "limit"],
  ["limit=1e1", "limit"],
  ["limit=99999999999999999999", "limit"],
  ["role=KING", "role"],
  ["status=ASLEEP", "status"],
  ["cursor=%00", "cursor"],
  ["cursor=not-a-cursor!", "cursor"],
  ["format=xlsx", "format"],
  ["colour=red", "colour"],
]);

const event = (changes: Record<string, unknown>): Record<string, unknown> => ({ ...newEvent(), ...changes });
const venue = (changes: Record<string, unknown>): Record<string, unknown> =>
  event({ venue: { ...newEvent().venue, ...changes } });
const type = (changes: Record<string, unknown>): Record<string, unknown> =>
  event({ ticketTypes: [{ ...newTicketType(), ...changes }] });

refuses("admin", "POST", "/api/events", [
  ["an array", [], ""],
  ["no name", event({ name: undefined }), "/name"],
  ["an empty name", event({ name: "" }), "/name"],
  ["a name of 1,001 characters", event({ name: "x".repeat(1_001) }), "/name"],
  ["no venue", event({ venue: undefined }), "/venue"],
  ["a string for the venue", event({ venue: "Old Hall" }), "/venue"],
  ["a venue without city", venue({ city: undefined }), "/venue/city"],
  ["a time zone that there is not", venue({ timeZone: "Europe/Atlantis" }), "/venue/timeZone"],
  ["a path for the time zone", venue({ timeZone: "../../etc/passwd" }), "/venue/timeZone"],
  ["no start", event({ startsAt: undefined }), "/startsAt"],
  ["a start that is no time", event({ startsAt: "tomorrow" }), "/startsAt"],
  ["a start on 30 February", event({ startsAt: "2030-02-30T20:00:00Z" }), "/startsAt"],
  ["a start without zone", event({ startsAt: "2030-06-01T20:00:00" }), "/startsAt"],
  ["a number for the start", event({ startsAt: 1_900_000_000 }), "/startsAt"],
  ["an end before the start", event({ endsAt: "2020-01-01T00:00:00Z" }), "/endsAt"],
  ["an image over http", event({ imageUrl: "http://example.com/a.png" }), "/imageUrl"],
  ["a script for the image", event({ imageUrl: "javascript:alert(1)" }), "/imageUrl"],
  ["a list for the details", event({ details: [] }), "/details"],
  ["a status", event({ status: "ACTIVE" }), "/status"],
  ["an id", event({ id: randomUUID() }), "/id"],
  ["an author", event({ createdBy: randomUUID() }), "/createdBy"],
  ["an object for the ticket types", event({ ticketTypes: {} }), "/ticketTypes"],
  ["a ticket type without name", type({ name: "" }), "/ticketTypes/0/name"],
  ["a negative capacity", type({ capacity: -5 }), "/ticketTypes/0/capacity"],
  ["half a seat", type({ capacity: 1.5 }), "/ticketTypes/0/capacity"],
  ["digits in a string for the capacity", type({ capacity: "100" }), "/ticketTypes/0/capacity"],
  ["a capacity of 10^19", type({ capacity: 1e19 }), "/ticketTypes/0/capacity"],
  ["a negative price", type({ price: { amount: -1, currency: "EUR" } }), "/ticketTypes/0/price/amount"],
  ["a price in fractions", type({ price: { amount: 9.99, currency: "EUR" } }), "/ticketTypes/0/price/amount"],
  ["a price without currency", type({ price: { amount: 100 } }), "/ticketTypes/0/price/currency"],
  ["a currency in small letters", type({ price: { amount: 100, currency: "eur" } }), "/ticketTypes/0/price/currency"],
  ["a number for the price", type({ price: 100 }), "/ticketTypes/0/price"],
  ["maxPerOrder 0", type({ maxPerOrder: 0 }), "/ticketTypes/0/maxPerOrder"],
  ["maxPerUser 0", type({ maxPerUser: 0 }), "/ticketTypes/0/maxPerUser"],
  ["sold tickets", type({ sold: 5 }), "/ticketTypes/0/sold"],
]);

refusesQueries("anonymous", "/api/events", [
  ["limit=0", "limit"],
  ["limit=101", "limit"],
  ["sort=random", "sort"],
  ["sort=-price%3B+DROP+TABLE+events", "sort"],
  ["status=GONE", "status"],
  ["from=yesterday", "from"],
  ["to=2030-13-01T00:00:00Z", "to"],
  ["ids=not-an-id", "ids"],
  [`ids=${Array.from({ length: 51 }, () => randomUUID()).join(",")}`, "ids"],
  ["cursor=broken", "cursor"],
  ["organizer=1", "organizer"],
]);

const order = (changes: Record<string, unknown>): Record<string, unknown> => ({
  eventId: randomUUID(),
  items: [{ ticketTypeId: randomUUID(), quantity: 1 }],
  ...changes,
});
const line = (changes: Record<string, unknown>): Record<string, unknown> =>
  order({ items: [{ ticketTypeId: randomUUID(), quantity: 1, ...changes }] });

refuses("user", "POST", "/api/orders", [
  ["an empty object", {}, "/eventId", "/items"],
  ["an event id that is none", order({ eventId: "1" }), "/eventId"],
  ["no items", order({ items: [] }), "/items"],
  ["an object for the items", order({ items: {} }), "/items"],
  ["a quantity of 0", line({ quantity: 0 }), "/items/0/quantity"],
  ["a negative quantity", line({ quantity: -1 }), "/items/0/quantity"],
  ["a quantity of 10^9", line({ quantity: 1_000_000_000 }), "/items/0/quantity"],
  ["half a ticket", line({ quantity: 0.5 }), "/items/0/quantity"],
  ["a price of the client's own", line({ unitPrice: 1 }), "/items/0/unitPrice"],
  ["a total of the client's own", order({ totalAmount: 1 }), "/totalAmount"],
  ["somebody else's user id", order({ userId: randomUUID() }), "/userId"],
  ["an unknown way to pay", order({ paymentMethod: { type: "barter", token: "x" } }), "/paymentMethod/type"],
]);

refuses("user", "POST", "/api/payments/process", [
  ["an empty object", {}, "/orderId", "/paymentMethod"],
  ["an amount of the client's own", payment({ amount: 1 }), "/amount"],
  ["an order id that is none", payment({ orderId: "1" }), "/orderId"],
  ["an unknown way to pay", payment({ paymentMethod: { type: "gold", token: "x" } }), "/paymentMethod/type"],
]);

function payment(changes: Record<string, unknown>): Record<string, unknown> {
  return { orderId: randomUUID(), paymentMethod: { type: "card", token: "tok_visa" }, ...changes };
}

refusesQueries("anonymous", "/api/tickets/availability", [
  ["eventIds=", "eventIds"],
  ["eventIds=x", "eventIds"],
  [`eventIds=${Array.from({ length: 51 }, () => randomUUID()).join(",")}`, "eventIds"],
]);

refusesQueries("admin", "/api/orders/stats", [
  ["from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z&bucket=year", "bucket"],
  ["from=now&to=2030-01-02T00:00:00Z&bucket=day", "from"],
  ["from=2020-01-01T00:00:00Z&to=2030-01-01T00:00:00Z&bucket=day", "from"],
  ["from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z", "to"],
  ["groupBy=user", "groupBy"],
  ["eventId=1", "eventId"],
]);

const pages = [
  ["limit=0", "limit"],
  ["limit=101", "limit"],
  ["cursor=broken", "cursor"],
  ["page=1", "page"],
] as const;
refusesQueries("user", "/api/notifications", [...pages, ["unread=maybe", "unread"]]);
refusesQueries("admin", `/api/chat/history/${randomUUID()}`, pages);
refusesQueries("admin", "/api/chat/conversations", [...pages, ["status=new", "status"]]);
refusesQueries("admin", "/api/tickets", [
  ...pages,
  ["status=GONE", "status"],
  ["eventId=1", "eventId"],
  ["format=xlsx", "format"],
]);

refuses("admin", "POST", "/api/tickets/check-in", [
  ["an empty object", {}, "/code"],
  ["an empty code", { code: "" }, "/code"],
  ["a code of two lines", { code: "BX1\nBX2" }, "/code"],
  ["a code of 201 characters", { code: "B".repeat(201) }, "/code"],
  ["a number for the code", { code: 1 }, "/code"],
  ["an event id that is none", { code: "BX1", eventId: "1" }, "/eventId"],
  ["a gate of 51 characters", { code: "BX1", gate: "N".repeat(51) }, "/gate"],
  ["an unknown member", { code: "BX1", force: true }, "/force"],
]);

// Bodies that are no JSON at all, or JSON that two readers would read differently.
describe("POST /api/users/login with a body that cannot be read", () => {
  test.each([
    ["nothing", ""],
    ["half an object", '{"username":"ada"'],
    ["something after the end", '{"username":"ada","password":"12345678"} x'],
    ["two objects", "{}{}"],
    ["single quotes", "{'username':'ada'}"],
    ["a comment", '{/* me */"username":"ada","password":"12345678"}'],
    ["NaN", '{"username":NaN,"password":"12345678"}'],
    ["a member twice", '{"username":"ada","username":"root","password":"12345678"}'],
    ["a raw control character", '{"username":"a\u0001","password":"12345678"}'],
    ["half a surrogate pair", '{"username":"\\ud800","password":"12345678"}'],
    ["a thousand levels", "[".repeat(1_000)],
    ["XML", "<login/>"],
  ])("given %s then 400", async (_, rawBody) => {
    const answer = await Client.anonymous().post("/api/users/login", {
      rawBody,
      headers: { "content-type": "application/json" },
    });

    expectProblem(answer, 400, "MALFORMED_REQUEST");
  });

  test("given a number beyond every range then it does not become infinity", async () => {
    const answer = await Client.anonymous().post("/api/users/login", {
      rawBody: '{"username":1e400,"password":"12345678"}',
    });

    expect([400, 422]).toContain(answer.status);
    expect(problemOf(answer).code).toMatch(/^(MALFORMED_REQUEST|VALIDATION_FAILED)$/);
  });

  test("given bytes that are no UTF-8 then 400", async () => {
    const rawBody = Uint8Array.from([...Buffer.from('{"username":"'), 0xc3, 0x28, ...Buffer.from('"}')]);

    const answer = await Client.anonymous().post("/api/users/login", { rawBody });

    expectProblem(answer, 400, "MALFORMED_REQUEST");
  });
});

describe("Idempotency-Key", () => {
  test.each([
    ["an empty one", ""],
    ["256 characters", "k".repeat(256)],
    ["a character that is not printable", "key\u00a0"],
  ])("given %s then 400", async (_, key) => {
    const answer = await clients.user.post("/api/orders", { body: order({}), headers: { "idempotency-key": key } });

    expectProblem(answer, 400, "MALFORMED_REQUEST");
  });
});

// Ids in paths: whatever they are, they name nothing.
describe("GET with an id that is none", () => {
  test.each(["1", "null", "%00", "%2e%2e%2f", "'%20OR%201=1--", "x".repeat(2_000), "%F0%9F%8E%AB"])(
    "given %s then 404",
    async (id) => {
      for (const folder of ["events", "users", "orders", "tickets", "payments"]) {
        const answer = await clients.admin.get(`/api/${folder}/${id}`);
        expect([400, 404]).toContain(answer.status);
        expect(problemOf(answer).code).toMatch(/^(NOT_FOUND|MALFORMED_REQUEST)$/);
      }
    },
  );
});
