// What people are told, as they read it.

import type { Client } from "./client.ts";
import { eventually } from "./eventually.ts";
import { listOf, Notification } from "./shapes.ts";

/** A notification of that kind (a message type) about the order, as soon as the buyer has one. */
export async function isTold(buyer: Client, orderId: string, kind: string): Promise<Notification> {
  return eventually(async () => {
    const { items } = await buyer.fetch(listOf(Notification), "GET", "/api/notifications?limit=100");
    const told = items.find(({ data }) => data.orderId === orderId && data.kind === kind);
    if (told === undefined) throw new Error(`nobody was told ${kind} of order ${orderId}`);
    return told;
  });
}
