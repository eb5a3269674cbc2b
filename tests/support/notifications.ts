// What people are told, as they read it.

import type { Client } from "./client.ts";
import { eventually } from "./eventually.ts";
import { listOf, Notification } from "./shapes.ts";

/** Somebody's first hundred, newest first. */
export async function notificationsOf(client: Client, query = ""): Promise<Notification[]> {
  return (await client.fetch(listOf(Notification), "GET", `/api/notifications?limit=100${query}`)).items;
}

/** A notification of that kind (a message type) about the order, as soon as the buyer has one. */
export async function isTold(buyer: Client, orderId: string, kind: string): Promise<Notification> {
  return eventually(async () => {
    const told = (await notificationsOf(buyer)).find(({ data }) => data.orderId === orderId && data.kind === kind);
    if (told === undefined) throw new Error(`nobody was told ${kind} of order ${orderId}`);
    return told;
  });
}
