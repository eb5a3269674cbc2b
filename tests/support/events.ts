// Events as administrators write them.

import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Client } from "./client.ts";
import { eventually } from "./eventually.ts";
import { Availability, Event } from "./shapes.ts";

export type TicketTypeDraft = {
  id?: string;
  name: string;
  price: { amount: number; currency: string };
  capacity: number;
  maxPerOrder: number;
  maxPerUser?: number;
};

export type EventDraft = {
  name: string;
  description: string;
  category: string;
  venue: { name: string; address: string; city: string; country: string; timeZone: string };
  startsAt: string;
  endsAt: string;
  salesStartAt?: string;
  salesEndAt?: string;
  imageUrl?: string;
  ticketTypes: TicketTypeDraft[];
  details?: Record<string, unknown>;
};

const dayMs = 24 * 60 * 60 * 1000;

/** So many days from now, to the second. */
export function daysFromNow(days: number): string {
  return new Date(Math.floor((Date.now() + days * dayMs) / 1000) * 1000).toISOString();
}

/** A valid event with one ticket type, at a time and a place that no other test has. */
export function newEvent(changes: Partial<EventDraft> = {}): EventDraft {
  return {
    name: `Concert ${randomUUID().slice(0, 8)}`,
    description: "An evening of music.",
    category: "Concert",
    venue: {
      name: "Old Hall",
      address: "1 Market Square",
      city: `City ${randomUUID().slice(0, 8)}`,
      country: "DE",
      timeZone: "Europe/Berlin",
    },
    startsAt: daysFromNow(30),
    endsAt: daysFromNow(30.125),
    ticketTypes: [newTicketType()],
    ...changes,
  };
}

export function newTicketType(changes: Partial<TicketTypeDraft> = {}): TicketTypeDraft {
  return { name: "Standing", price: { amount: 4_500, currency: "EUR" }, capacity: 100, maxPerOrder: 10, ...changes };
}

export async function createEvent(admin: Client, changes: Partial<EventDraft> = {}): Promise<Event> {
  return admin.fetch(Event, "POST", "/api/events", { body: newEvent(changes) });
}

/** An event on sale: published, and known to the tickets service. */
export async function publishEvent(admin: Client, changes: Partial<EventDraft> = {}): Promise<Event> {
  const { id } = await createEvent(admin, changes);
  const event = await admin.fetch(Event, "POST", `/api/events/${id}/publish`);
  await eventually(() => availabilityOf(admin, id));
  return event;
}

export async function availabilityOf(client: Client, eventId: string): Promise<Availability> {
  return client.fetch(Availability, "GET", `/api/tickets/availability/${eventId}`);
}

/** The first ticket type of an event. */
export function firstTypeOf(event: Event): Event["ticketTypes"][number] {
  const [first] = event.ticketTypes;
  if (first === undefined) throw new Error(`event ${event.id} has no ticket types`);
  return first;
}

const EventChange = Event.omit({ id: true, status: true, createdBy: true, createdAt: true, updatedAt: true });

/** What PUT takes: the event without what the server alone decides. */
export function editable(event: Event): z.infer<typeof EventChange> {
  return EventChange.parse(event);
}
