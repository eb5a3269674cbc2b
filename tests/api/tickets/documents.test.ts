// What buyers print or show at the door.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Client, newKey } from "../../support/client.ts";
import { newTicketType, publishEvent } from "../../support/events.ts";
import { expectProblem } from "../../support/expectations.ts";
import { boughtTickets, orderBecomes } from "../../support/orders.ts";
import { pagesOf } from "../../support/pdf.ts";
import { type Event, type Order, Ticket } from "../../support/shapes.ts";
import { type Person, registerUser, signInAdmin } from "../../support/users.ts";

let admin: Client;
let buyer: Person;
let event: Event;
let order: Order;
let tickets: Ticket[];
let first: Ticket;

beforeAll(async () => {
  admin = (await signInAdmin()).client;
  buyer = await registerUser("printer");
  event = await publishEvent(admin, {
    name: "Nachtzug nach Köln",
    ticketTypes: [newTicketType({ name: "Parkett links" })],
  });
  [order, tickets] = await boughtTickets(buyer.client, event, 3);
  first = Ticket.parse(tickets[0]);
});

describe("GET /api/tickets/{id}/pdf", () => {
  test("given a ticket then one page with what it is for and its code", async () => {
    const [page, ...more] = await pagesOf((await buyer.client.get(`/api/tickets/${first.id}/pdf`)).bytes);

    expect(more).toEqual([]);
    for (const text of [event.name, event.venue.name, event.venue.city, "Parkett links", "EUR 45.00", order.id]) {
      expect(page).toContain(text);
    }
    expect(page).toContain(first.code);
    const atVenue = { timeZone: event.venue.timeZone, hour: "2-digit", minute: "2-digit" } as const;
    expect(page).toContain(new Date(event.startsAt).toLocaleTimeString("en-GB", atVenue));
  });

  test("given the buyer and an administrator then the same code for both, and nobody's name or address", async () => {
    const pages = await Promise.all(
      [buyer.client, admin].map(async (reader) =>
        pagesOf((await reader.get(`/api/tickets/${first.id}/pdf`)).bytes).then((all) => all.join("")),
      ),
    );

    expect(pages[0]).toBe(pages[1]);
    expect(pages[0]).not.toContain(buyer.credentials.username);
    expect(pages[0]).not.toContain(buyer.credentials.email);
  });
});

describe("GET /api/tickets/order/{orderId}/pdf", () => {
  test("given three tickets then a page for each with its own code", async () => {
    const answer = await buyer.client.get(`/api/tickets/order/${order.id}/pdf`);
    const pages = await pagesOf(answer.bytes);

    expect(answer.headers.get("content-disposition")).toBe('inline; filename="tickets.pdf"');
    expect(pages).toHaveLength(3);
    for (const { code } of tickets) {
      expect(pages.filter((page) => page.includes(code))).toHaveLength(1);
    }
  });

  test("given a refunded order, an unknown one, and a stranger then 404", async () => {
    const [refunded] = await boughtTickets(buyer.client, event, 1);
    await admin.post(`/api/orders/${refunded.id}/refund`, { headers: newKey(), body: { reason: "For a test" } });
    await orderBecomes(buyer.client, refunded.id, "REFUNDED");
    const stranger = await registerUser("stranger");

    for (const [reader, id] of [
      [buyer.client, refunded.id],
      [buyer.client, randomUUID()],
      [stranger.client, order.id],
    ] as const) {
      expectProblem(await reader.get(`/api/tickets/order/${id}/pdf`), 404, "NOT_FOUND");
    }
  });
});

describe("GET /api/tickets/{id}/qr.svg", () => {
  test("given a ticket then a picture that names its type and runs nothing, another one for each ticket", async () => {
    const pictures = await Promise.all(
      tickets.map(async ({ id }) => (await buyer.client.get(`/api/tickets/${id}/qr.svg`)).text),
    );

    expect(new Set(pictures).size).toBe(3);
    for (const picture of pictures) {
      expect(picture).toMatch(/^(<\?xml[^>]*\?>\s*)?<svg /);
      expect(picture).toContain("Parkett links");
      expect(picture).not.toMatch(/<script|\son\w+=|href=/i);
    }
  });
});

describe("every picture and document", () => {
  test.each([
    ["qr.svg", "image/svg+xml", "ticket.svg"],
    ["pdf", "application/pdf", "ticket.pdf"],
  ])("%s: is kept by nobody, runs nothing, and has a fixed name", async (path, type, fileName) => {
    for (const method of ["GET", "HEAD"] as const) {
      const { status, headers } = await buyer.client.send(method, `/api/tickets/${first.id}/${path}`);

      expect({
        status,
        type: headers.get("content-type"),
        name: headers.get("content-disposition"),
        sniffing: headers.get("x-content-type-options"),
        policy: headers.get("content-security-policy"),
        caching: headers.get("cache-control"),
      }).toEqual({
        status: 200,
        type,
        name: `inline; filename="${fileName}"`,
        sniffing: "nosniff",
        policy: "default-src 'none'; sandbox",
        caching: "no-store",
      });
    }
  });
});
