// The lists of administrators as CSV: what a spreadsheet opens without surprises.

import { beforeAll, describe, expect, test } from "vitest";
import { Client } from "../support/client.ts";
import { rowsOf } from "../support/csv.ts";
import { newTicketType, publishEvent } from "../support/events.ts";
import { expectProblem } from "../support/expectations.ts";
import { boughtTickets, placedOrder } from "../support/orders.ts";
import { paymentOf } from "../support/payments.ts";
import { type Order, type Payment, Ticket } from "../support/shapes.ts";
import { type Person, registerUser, signInAdmin } from "../support/users.ts";

// What a spreadsheet would run, with all that RFC 4180 quotes. One line, as names are.
const nastyName = '=HYPERLINK("http://example.com","click")';

let admin: Client;
let buyer: Person;
let paid: Order;
let cancelled: Order;
let ticket: Ticket;
let payment: Payment;

beforeAll(async () => {
  admin = (await signInAdmin()).client;
  buyer = await registerUser("buyer");
  const profile = { fullName: '@Jörg, "Jo" O\'Neil', phoneNumber: "+49 30 1234567" };
  expect((await buyer.client.patch("/api/users/profile", { body: profile })).status).toBe(200);
  const event = await publishEvent(admin, { ticketTypes: [newTicketType({ name: nastyName })] });
  await boughtTickets(buyer.client, await publishEvent(admin), 1); // so that every list has more than one row
  const [order, tickets] = await boughtTickets(buyer.client, event, 2);
  paid = order;
  ticket = Ticket.parse(tickets[0]);
  payment = await paymentOf(buyer.client, paid.id);
  cancelled = await placedOrder(buyer.client, { event, quantity: 1 });
  const reason = '-1 is what "I" think';
  expect((await buyer.client.put(`/api/orders/${cancelled.id}/cancel`, { body: { reason } })).status).toBe(200);
});

type List = { path: string; file: string; header: string; query: () => string; expected: () => unknown[][] };

const anything: unknown = expect.any(String);
const lists: List[] = [
  {
    path: "/api/orders",
    file: "orders.csv",
    header: "id,userId,eventId,status,reason,ticketQuantity,totalAmount,currency,createdAt,updatedAt",
    query: () => `eventId=${paid.eventId}`,
    expected: () => [
      [
        ...[cancelled.id, buyer.user.id, paid.eventId, "CANCELLED", `'-1 is what "I" think`, "1", "45.00", "EUR"],
        ...[cancelled.createdAt, anything],
      ],
      [paid.id, buyer.user.id, paid.eventId, "CONFIRMED", "", "2", "90.00", "EUR", paid.createdAt, anything],
    ],
  },
  {
    path: "/api/tickets",
    file: "tickets.csv",
    header:
      "id,eventId,orderId,userId,ticketTypeId,ticketType,seatNumber,price,currency,status,issuedAt,checkedInAt,gate",
    query: () => `query=${ticket.id}`,
    expected: () => [
      [
        ...[ticket.id, ticket.eventId, ticket.orderId, buyer.user.id, ticket.ticketTypeId, `'${nastyName}`],
        ...["", "45.00", "EUR", "VALID", ticket.issuedAt, "", ""],
      ],
    ],
  },
  {
    path: "/api/payments",
    file: "payments.csv",
    header: "id,orderId,userId,amount,currency,method,status,failureCode,createdAt,updatedAt",
    query: () => `orderId=${paid.id}`,
    expected: () => [
      [
        ...[payment.id, paid.id, buyer.user.id, "90.00", "EUR", "CARD", "SUCCEEDED", ""],
        ...[payment.createdAt, payment.updatedAt],
      ],
    ],
  },
  {
    path: "/api/users",
    file: "users.csv",
    header: "id,username,email,fullName,phoneNumber,role,status,language,createdAt",
    query: () => `query=${buyer.user.username}`,
    expected: () => [
      [
        ...[buyer.user.id, buyer.user.username, buyer.user.email, `'@Jörg, "Jo" O'Neil`, "'+49 30 1234567"],
        ...["USER", "ACTIVE", "en", buyer.user.createdAt],
      ],
    ],
  },
];

describe.each(lists)("GET $path?format=csv", ({ path, file, header, query, expected }) => {
  test("given a filter then the header and its rows, with formulas made harmless", async () => {
    const answer = await admin.get(`${path}?format=csv&${query()}`);

    expect(answer.status).toBe(200);
    expect(rowsOf(answer)).toEqual([header.split(","), ...expected()]);
  });

  test("is a download in UTF-8 that a browser does not guess about", async () => {
    const { headers } = await admin.get(`${path}?format=csv&${query()}`);

    expect({
      type: headers.get("content-type"),
      name: headers.get("content-disposition"),
      sniffing: headers.get("x-content-type-options"),
    }).toEqual({
      type: "text/csv; charset=utf-8",
      name: `attachment; filename="${file}"`,
      sniffing: "nosniff",
    });
  });

  test("given more rows than a page then all of them, whatever the limit", async () => {
    const rows = rowsOf(await admin.get(`${path}?format=csv&limit=1`));

    expect(rows.length).toBeGreaterThan(2);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([header.split(",").length]));
  });

  test("given a USER then 403; nobody then 401; an unknown format then 422", async () => {
    expectProblem(await buyer.client.get(`${path}?format=csv`), 403, "FORBIDDEN");
    expectProblem(await Client.anonymous().get(`${path}?format=csv`), 401, "UNAUTHENTICATED");
    expectProblem(await admin.get(`${path}?format=xlsx`), 422, "VALIDATION_FAILED");
  });
});
