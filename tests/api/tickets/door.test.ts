// The door: letting people in once, taking that back, and who is in.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Answer, type Client, newKey, problemOf } from "../../support/client.ts";
import { createEvent, firstTypeOf, newTicketType, publishEvent } from "../../support/events.ts";
import { expectProblem } from "../../support/expectations.ts";
import { boughtTickets, orderBecomes, ticketsOf } from "../../support/orders.ts";
import { type Event, Id, Ticket, Time } from "../../support/shapes.ts";
import { type Person, registerUser, signInAdmin } from "../../support/users.ts";

const Admitted = z.object({
  ticket: Ticket.extend({ ticketTypeName: z.string(), gate: z.string().optional() }),
  event: z.object({
    id: Id,
    name: z.string(),
    venue: z.object({ name: z.string(), city: z.string(), country: z.string(), timeZone: z.string() }),
    startsAt: Time,
    endsAt: Time,
  }),
});
const Attendance = z.object({
  sold: z.int(),
  checkedIn: z.int(),
  byType: z.array(z.object({ ticketTypeId: Id, name: z.string(), sold: z.int(), checkedIn: z.int() })),
});

let admin: Client;
let buyer: Person;
let event: Event;

beforeAll(async () => {
  admin = (await signInAdmin()).client;
  buyer = await registerUser("guest");
  event = await publishEvent(admin);
});

async function newTicket(): Promise<Ticket> {
  const [, [ticket]] = await boughtTickets(buyer.client, event, 1);
  return Ticket.parse(ticket);
}

function checkIn(body: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Answer> {
  return admin.post("/api/tickets/check-in", { body, headers });
}

function undo(id: string, headers: Record<string, string> = {}): Promise<Answer> {
  return admin.post(`/api/tickets/${id}/check-in/undo`, { headers });
}

describe("POST /api/tickets/check-in", () => {
  test("given a valid code then the ticket is CHECKED_IN, and the answer says for what", async () => {
    const ticket = await newTicket();

    const answer = await checkIn({ code: ticket.code, eventId: event.id, gate: "North" });

    expect(answer.status).toBe(200);
    const admitted = Admitted.parse(answer.json);
    expect(admitted.ticket).toMatchObject({ id: ticket.id, status: "CHECKED_IN", gate: "North" });
    expect(Date.parse(admitted.ticket.checkedInAt ?? "")).toBeGreaterThanOrEqual(Date.parse(ticket.issuedAt));
    expect(admitted.event).toMatchObject({ id: event.id, name: event.name, startsAt: event.startsAt });
    const shown = await buyer.client.fetch(Ticket, "GET", `/api/tickets/${ticket.id}`);
    expect(shown).toMatchObject({ status: "CHECKED_IN", checkedInAt: admitted.ticket.checkedInAt });
  });

  test.each([{ gate: "West" }, {}])("given a ticket that went in at %o then 409 says when and where", async (at) => {
    const ticket = await newTicket();
    const first = Admitted.parse((await checkIn({ code: ticket.code, ...at })).json);

    const second = await checkIn({ code: ticket.code, gate: "East" }, newKey());

    expectProblem(second, 409, "ALREADY_CHECKED_IN");
    const { ticketId, checkedInAt, gate } = problemOf(second);
    expect({ ticketId, checkedInAt, gate }).toEqual({
      ticketId: ticket.id,
      checkedInAt: first.ticket.checkedInAt,
      gate: "gate" in at ? at.gate : undefined,
    });
  });

  test("given another event's door then 409 WRONG_EVENT says which one it is for, and it stays valid", async () => {
    const ticket = await newTicket();
    const other = await publishEvent(admin);

    const answer = await checkIn({ code: ticket.code, eventId: other.id });

    expectProblem(answer, 409, "WRONG_EVENT");
    expect(problemOf(answer)).toMatchObject({ eventId: event.id, eventName: event.name, startsAt: event.startsAt });
    expect((await checkIn({ code: ticket.code, eventId: event.id })).status).toBe(200);
  });

  test("given a refunded ticket then 409 TICKET_CANCELLED, also for its pictures", async () => {
    const [order, tickets] = await boughtTickets(buyer.client, event, 1);
    const { id, code } = Ticket.parse(tickets[0]);
    await admin.post(`/api/orders/${order.id}/refund`, { headers: newKey(), body: { reason: "For a test" } });
    await orderBecomes(buyer.client, order.id, "REFUNDED");

    const answer = await checkIn({ code });

    expectProblem(answer, 409, "TICKET_CANCELLED");
    expect(problemOf(answer)).toMatchObject({ ticketId: id, orderId: order.id });
    expectProblem(await buyer.client.get(`/api/tickets/${id}/qr.svg`), 409, "TICKET_CANCELLED");
    expectProblem(await buyer.client.get(`/api/tickets/${id}/pdf`), 409, "TICKET_CANCELLED");
  });

  test.each([
    ["with another last character", (code: string) => code.slice(0, -1) + (code.endsWith("A") ? "B" : "A")],
    ["cut short", (code: string) => code.slice(0, -1)],
    ["with something behind it", (code: string) => `${code}A`],
    ["without its signature", (code: string) => code.slice(0, code.lastIndexOf("."))],
    ["with another ticket's signature", (code: string, other: string) => code.slice(0, -20) + other.slice(-20)],
    ["in small letters", (code: string) => code.toLowerCase()],
    ["that is only the ticket's id", (_: string, __: string, id: string) => id],
    ["that is no code", () => "hello"],
  ])("given a code %s then 404, and the ticket stays valid", async (_, forge) => {
    const [, [mine, other]] = await boughtTickets(buyer.client, event, 2);
    const { id, code } = Ticket.parse(mine);

    expectProblem(await checkIn({ code: forge(code, Ticket.parse(other).code, id) }), 404, "NOT_FOUND");

    expect((await checkIn({ code })).status).toBe(200);
  });

  test("given ten doors at once then one lets in", async () => {
    const { code } = await newTicket();

    const answers = await Promise.all(Array.from({ length: 10 }, () => checkIn({ code })));

    expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, ...Array<number>(9).fill(409)]);
  });

  test("given the same key then the same answer; with another body 422; another key 409", async () => {
    const { code } = await newTicket();
    const key = newKey();
    const first = await checkIn({ code, gate: "North" }, key);

    const again = await checkIn({ code, gate: "North" }, key);
    const reused = await checkIn({ code, gate: "South" }, key);
    const another = await checkIn({ code, gate: "North" }, newKey());

    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect({ status: again.status, text: again.text }).toEqual({ status: 200, text: first.text });
    expectProblem(reused, 422, "IDEMPOTENCY_KEY_REUSED");
    expectProblem(another, 409, "ALREADY_CHECKED_IN");
  });
});

describe("POST /api/tickets/{id}/check-in/undo", () => {
  test("given a check-in then the ticket is VALID and may go in again", async () => {
    const { id, code } = await newTicket();
    await checkIn({ code, gate: "North" });

    const answer = await undo(id);

    expect(answer.status).toBe(200);
    const ticket = Ticket.parse(answer.json);
    expect({ status: ticket.status, at: ticket.checkedInAt }).toEqual({ status: "VALID", at: undefined });
    expect((await checkIn({ code })).status).toBe(200);
  });

  test("given a ticket that is not in, also after an undo, then 409; an unknown one then 404", async () => {
    const { id, code } = await newTicket();
    expectProblem(await undo(id), 409, "INVALID_STATE");
    await checkIn({ code });
    await undo(id);

    expectProblem(await undo(id), 409, "INVALID_STATE");
    expectProblem(await undo(randomUUID()), 404, "NOT_FOUND");
  });

  test("given the same key after the ticket went in again then the answer of then, and it stays in", async () => {
    const { id, code } = await newTicket();
    const key = newKey();
    await checkIn({ code });
    const first = await undo(id, key);
    await checkIn({ code });

    const again = await undo(id, key);

    expect({ text: again.text, replayed: again.headers.get("idempotency-replayed") }).toEqual({
      text: first.text,
      replayed: "true",
    });
    expectProblem(await checkIn({ code }), 409, "ALREADY_CHECKED_IN");
  });
});

describe("GET /api/tickets/check-in/stats/{eventId}", () => {
  const statsOf = (id: string) => admin.fetch(Attendance, "GET", `/api/tickets/check-in/stats/${id}`);

  test("given sales of two types, an entry, one undone and a refund then it counts who is in", async () => {
    const types = [newTicketType(), newTicketType({ name: "Balcony" })];
    const busy = await publishEvent(admin, { ticketTypes: types });
    const first = firstTypeOf(busy);
    const [refunded] = await boughtTickets(buyer.client, busy, 1);
    const [order] = await boughtTickets(buyer.client, busy, 3);
    const [entered, undone] = await ticketsOf(buyer.client, order.id);
    await checkIn({ code: entered?.code });
    await checkIn({ code: undone?.code });
    await undo(undone?.id ?? "");
    await admin.post(`/api/orders/${refunded.id}/refund`, { headers: newKey(), body: { reason: "For a test" } });
    await orderBecomes(buyer.client, refunded.id, "REFUNDED");

    expect(await statsOf(busy.id)).toEqual({
      sold: 3,
      checkedIn: 1,
      byType: [
        { ticketTypeId: first.id, name: "Standing", sold: 3, checkedIn: 1 },
        { ticketTypeId: busy.ticketTypes[1]?.id, name: "Balcony", sold: 0, checkedIn: 0 },
      ],
    });
  });

  test("given nothing sold then zeros; a draft and an unknown event are 404", async () => {
    const fresh = await publishEvent(admin);
    const draft = await createEvent(admin);

    expect(await statsOf(fresh.id)).toMatchObject({ sold: 0, checkedIn: 0, byType: [{ sold: 0, checkedIn: 0 }] });
    for (const id of [draft.id, randomUUID()]) {
      expectProblem(await admin.get(`/api/tickets/check-in/stats/${id}`), 404, "NOT_FOUND");
    }
  });
});
