// What people are told about everything that happens to them, in their language: one journey that passes every topic,
// taken by two people.

import { beforeAll, describe, expect, test } from "vitest";
import { type Client, newKey } from "../../support/client.ts";
import { eventually } from "../../support/eventually.ts";
import { editable, publishEvent } from "../../support/events.ts";
import { notificationsOf } from "../../support/notifications.ts";
import { orderBecomes, placedOrder, ticketsOf } from "../../support/orders.ts";
import { pay } from "../../support/payments.ts";
import { Event, type Notification } from "../../support/shapes.ts";
import { type Person, registerUser, signInAdmin } from "../../support/users.ts";

type Language = "en" | "de";

let admin: Client;
let event: Event;
const renamed = "Night Train, the second";
const told: Record<Language, { person: Person; all: Notification[]; paidOrder: string; ticket: string }[]> = {
  en: [],
  de: [],
};

beforeAll(async () => {
  admin = (await signInAdmin()).client;
  event = await publishEvent(admin, { name: "Night Train" });
  const people = await Promise.all(
    (["en", "de"] as const).map((language) => registerUser(language, undefined, language)),
  );
  const journeys = await Promise.all(people.map(buyAndEnter));
  await expectTold(people, ["CHECK_IN_UNDONE", "PASSWORD_CHANGED", "ORDER_CANCELLED"]);
  await admin.fetch(Event, "PUT", `/api/events/${event.id}`, { body: { ...editable(event), name: renamed } });
  await expectTold(people, ["EVENT_UPDATED"]);
  await admin.fetch(Event, "POST", `/api/events/${event.id}/cancel`, { body: { reason: "Storm" } });
  await expectTold(people, ["EVENT_CANCELLED", "ORDER_REFUNDED", "PAYMENT_REFUNDED"]);
  for (const { person, ...journey } of journeys) {
    told[person.user.language].push({ person, all: await notificationsOf(person.client), ...journey });
  }
}, 90_000);

/** A declined card and a good one, an order that is cancelled, a way in and out, a new password. */
async function buyAndEnter(person: Person): Promise<{ person: Person; paidOrder: string; ticket: string }> {
  const { client, credentials } = person;
  await expectTold([person], ["USER_REGISTERED"]);
  const { id: paidOrder } = await placedOrder(client, { event, quantity: 2 });
  // Topics have no order among each other: a payment of an order that is not known yet is one for "your event".
  await expectTold([person], ["ORDER_CREATED"]);
  expect((await pay(client, paidOrder, "tok_declined")).status).toBe(402);
  await expectTold([person], ["PAYMENT_FAILED"]);
  expect((await pay(client, paidOrder)).status).toBe(200);
  await orderBecomes(client, paidOrder, "CONFIRMED");
  const { id: dropped } = await placedOrder(client, { event, quantity: 1 });
  expect((await client.put(`/api/orders/${dropped}/cancel`, { body: {} })).status).toBe(200);
  const [ticket] = await ticketsOf(client, paidOrder);
  const shown = { headers: newKey(), body: { code: ticket?.code, gate: "North" } };
  expect((await admin.post("/api/tickets/check-in", shown)).status).toBe(200);
  expect((await admin.post(`/api/tickets/${ticket?.id ?? ""}/check-in/undo`)).status).toBe(200);
  const passwords = { currentPassword: credentials.password, newPassword: `${credentials.password}-new` };
  expect((await client.post("/api/users/password", { body: passwords })).status).toBe(204);
  return { person, paidOrder, ticket: ticket?.id ?? "" };
}

async function expectTold(people: Person[], kinds: string[]): Promise<void> {
  for (const { client } of people) {
    await eventually(async () => {
      expect((await notificationsOf(client)).map((each) => each.data.kind)).toEqual(expect.arrayContaining(kinds));
    });
  }
}

// Kind, type, and both texts in both languages; what begins the message is enough to tell that it is the right one.
type Row = [kind: string, type: Notification["type"], en: [title: string, text: string], de: [string, string]];
const rows: Row[] = [
  ["USER_REGISTERED", "user", ["Welcome to Boxoffice", "Hello en-"], ["Willkommen bei Boxoffice", "Hallo de-"]],
  [
    "ORDER_CREATED",
    "order",
    ["Order received", "Tickets for Night Train: 2. Total: EUR 90.00. Please pay by"],
    ["Bestellung eingegangen", "Tickets für Night Train: 2. Summe: EUR 90.00. Bitte bezahle bis"],
  ],
  [
    "PAYMENT_FAILED",
    "payment",
    ["Payment failed", "The payment of EUR 90.00 for Night Train did not go through. The card was declined."],
    [
      "Zahlung fehlgeschlagen",
      "Die Zahlung von EUR 90.00 für Night Train hat nicht geklappt. Die Karte wurde abgelehnt.",
    ],
  ],
  [
    "ORDER_CONFIRMED",
    "order",
    ["Order confirmed", "Your tickets for Night Train on "],
    ["Bestellung bestätigt", "Deine Tickets für Night Train am "],
  ],
  [
    "ORDER_CANCELLED",
    "order",
    ["Order cancelled", "Your order for Night Train was cancelled."],
    ["Bestellung storniert", "Deine Bestellung für Night Train wurde storniert."],
  ],
  [
    "TICKET_CHECKED_IN",
    "ticket",
    ["Ticket checked in", "Your ticket for Night Train was checked in on "],
    ["Ticket eingecheckt", "Dein Ticket für Night Train wurde am "],
  ],
  [
    "CHECK_IN_UNDONE",
    "ticket",
    ["Check-in undone", "The check-in of your ticket for Night Train was undone."],
    ["Check-in zurückgenommen", "Der Check-in deines Tickets für Night Train wurde zurückgenommen."],
  ],
  [
    "PASSWORD_CHANGED",
    "user",
    ["Password changed", "Your password was changed"],
    ["Passwort geändert", "Dein Passwort wurde geändert"],
  ],
  [
    "EVENT_UPDATED",
    "event",
    ["Event changed", `${renamed} was changed. It was called Night Train before.`],
    ["Veranstaltung geändert", `${renamed} wurde geändert. Bisher hieß sie Night Train.`],
  ],
  ["EVENT_CANCELLED", "event", ["Event cancelled", `${renamed} on `], ["Veranstaltung abgesagt", `${renamed} am `]],
  [
    "ORDER_REFUNDED",
    "order",
    ["Order refunded", `Your order for ${renamed} was refunded: EUR 90.00. The event was cancelled`],
    ["Bestellung erstattet", `Deine Bestellung für ${renamed} wurde erstattet: EUR 90.00. Die Veranstaltung wurde`],
  ],
  [
    "PAYMENT_REFUNDED",
    "payment",
    ["Payment refunded", `We paid back EUR 90.00 for ${renamed}.`],
    ["Zahlung erstattet", `Wir haben EUR 90.00 für ${renamed} zurückgezahlt.`],
  ],
];

describe.each(["en", "de"] as const)("what somebody is told in %s", (language) => {
  test.each(rows)("%s", (kind, type, en, de) => {
    const [title, text] = language === "en" ? en : de;
    const [journey] = told[language];

    const ofKind = journey?.all.filter((each) => each.data.kind === kind) ?? [];

    expect(ofKind.map((each) => [each.type, each.title])).toContainEqual([type, title]);
    expect(ofKind.map((each) => each.message)).toContainEqual(expect.stringMatching(new RegExp(`^${escaped(text)}`)));
  });

  test("each business event once, the newest first, and none read", () => {
    const all = told[language][0]?.all ?? [];
    const kinds = all.map((each) => each.data.kind).toSorted();

    expect(kinds).toEqual([...rows.map(([kind]) => kind), "ORDER_CREATED"].toSorted());
    expect(all.map((each) => each.createdAt)).toEqual(
      all
        .map((each) => each.createdAt)
        .toSorted()
        .toReversed(),
    );
    expect(all.filter((each) => each.read)).toEqual([]);
  });

  test("with ids and raw values, so that a client may use words of its own", () => {
    const [journey] = told[language];
    const dataOf = (kind: string) => journey?.all.find((each) => each.data.kind === kind)?.data;

    expect(dataOf("ORDER_CONFIRMED")).toMatchObject({
      orderId: journey?.paidOrder,
      eventId: event.id,
      params: { amount: "9000", currency: "EUR", quantity: "2", eventName: "Night Train", startsAt: event.startsAt },
    });
    expect(dataOf("PAYMENT_FAILED")).toMatchObject({
      orderId: journey?.paidOrder,
      params: { failureCode: "DECLINED", amount: "9000" },
    });
    expect(dataOf("TICKET_CHECKED_IN")).toMatchObject({
      ticketId: journey?.ticket,
      eventId: event.id,
      params: { gate: "North" },
    });
    expect(dataOf("EVENT_CANCELLED")).toMatchObject({ eventId: event.id, params: { reason: "Storm" } });
  });
});

test("times are what the clocks at the venue show", () => {
  const begin = new Date(event.startsAt).toLocaleTimeString("en-GB", {
    timeZone: event.venue.timeZone,
    hour: "2-digit",
    minute: "2-digit",
  });
  const confirmed = (language: Language) =>
    told[language][0]?.all.find((each) => each.data.kind === "ORDER_CONFIRMED")?.message;

  expect(confirmed("en")).toContain(`, ${begin} (${event.venue.city} time)`);
  expect(confirmed("de")).toContain(`, ${begin} Uhr (Ortszeit ${event.venue.city})`);
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
