// What people are told, as they read it.

import type { Client } from "./client.ts";
import { eventually } from "./eventually.ts";
import { listOf, Notification } from "./shapes.ts";

/** Somebody's first hundred, newest first. */
export async function notificationsOf(client: Client, query = ""): Promise<Notification[]> {
  return (await client.fetch(listOf(Notification), "GET", `/api/notifications?limit=100${query}`)).items;
}

/** The newest notification of that kind (a message type) about that order or event, as soon as there is one. */
export async function isTold(
  reader: Client,
  kind: string,
  about: { orderId: string } | { eventId: string },
): Promise<Notification> {
  return eventually(async () => {
    const told = (await notificationsOf(reader)).find(
      ({ data }) =>
        data.kind === kind && ("orderId" in about ? data.orderId === about.orderId : data.eventId === about.eventId),
    );
    if (told === undefined) throw new Error(`nothing was told of ${kind}, ${JSON.stringify(about)}`);
    return told;
  });
}
