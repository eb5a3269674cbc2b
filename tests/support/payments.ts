// Paying, as a user does it.

import { type Answer, type Client, newKey } from "./client.ts";
import { eventually } from "./eventually.ts";
import { Payment } from "./shapes.ts";

/** POST /api/payments/process with a card. */
export async function pay(
  buyer: Client,
  orderId: string,
  token = "tok_visa",
  headers: Record<string, string> = newKey(),
): Promise<Answer> {
  return buyer.post("/api/payments/process", { headers, body: { orderId, paymentMethod: { type: "card", token } } });
}

export async function paymentOf(client: Client, orderId: string): Promise<Payment> {
  return client.fetch(Payment, "GET", `/api/payments/status/${orderId}`);
}

/** The order's latest payment once it has that status. */
export async function paymentBecomes(
  client: Client,
  orderId: string,
  status: Payment["status"],
  limitMs?: number,
): Promise<Payment> {
  return eventually(async () => {
    const payment = await paymentOf(client, orderId);
    if (payment.status !== status) throw new Error(`payment ${payment.id} is ${payment.status}, not ${status}`);
    return payment;
  }, limitMs);
}
