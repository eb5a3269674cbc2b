// Paying, as a user does it.

import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Answer, Client, newKey } from "./client.ts";
import { underTest } from "./environment.ts";
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

/** The headers of a webhook with exactly this body, as the provider that holds the key signs it. */
export function webhookHeaders(body: string): Record<string, string> {
  const key = readFileSync(join(underTest.home, "secrets", "webhook.key"), "utf8");
  const timestamp = `${Math.floor(Date.now() / 1_000)}`;
  return {
    "x-webhook-id": `test-${randomUUID()}`,
    "x-webhook-timestamp": timestamp,
    "x-webhook-signature": createHmac("sha256", key).update(`${timestamp}.${body}`).digest("hex"),
  };
}

export async function sendWebhook(body: string, headers: Record<string, string>): Promise<Answer> {
  return Client.anonymous().post("/api/payments/webhooks/simulator", { rawBody: body, headers });
}
