// Buying, as a user does it.

import { type Answer, bodyOf, type Client, newKey } from "./client.ts";
import { eventually } from "./eventually.ts";
import { listOf, Order, type Event, Ticket } from "./shapes.ts";
import { firstTypeOf } from "./events.ts";

export type Purchase = { event: Event; quantity: number; token?: string; headers?: Record<string, string> };

/** POST /api/orders for so many tickets of the event's first type, paid at once when there is a token. */
export async function placeOrder(buyer: Client, purchase: Purchase): Promise<Answer> {
  const { event, quantity, token, headers = newKey() } = purchase;
  return buyer.post("/api/orders", {
    headers,
    body: {
      eventId: event.id,
      items: [{ ticketTypeId: firstTypeOf(event).id, quantity }],
      ...(token === undefined ? {} : { paymentMethod: { type: "card", token } }),
    },
  });
}

/** The order that was placed; an ApiError when it was refused. */
export async function placedOrder(buyer: Client, purchase: Purchase): Promise<Order> {
  return bodyOf(Order, await placeOrder(buyer, purchase), "POST /api/orders");
}

export async function orderOf(client: Client, id: string): Promise<Order> {
  return client.fetch(Order, "GET", `/api/orders/${id}`);
}

/** The order once it has that status. */
export async function orderBecomes(
  client: Client,
  id: string,
  status: Order["status"],
  limitMs?: number,
): Promise<Order> {
  return eventually(async () => {
    const order = await orderOf(client, id);
    if (order.status !== status) throw new Error(`order ${id} is ${order.status}, not ${status}`);
    return order;
  }, limitMs);
}

/** An order that was paid by card, and its tickets. */
export async function boughtTickets(buyer: Client, event: Event, quantity: number): Promise<[Order, Ticket[]]> {
  const { id } = await placedOrder(buyer, { event, quantity, token: "tok_visa" });
  const order = await orderBecomes(buyer, id, "CONFIRMED");
  return [order, await ticketsOf(buyer, id)];
}

export async function ticketsOf(client: Client, orderId: string): Promise<Ticket[]> {
  return (await client.fetch(listOf(Ticket), "GET", `/api/tickets/order/${orderId}?limit=100`)).items;
}
