// For how long a check-in can be taken back. No setting shortens the minute, so this waits for it.

import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { type Answer, bodyOf } from "../support/client.ts";
import { publishEvent } from "../support/events.ts";
import { expectProblem } from "../support/expectations.ts";
import { boughtTickets } from "../support/orders.ts";
import { Ticket, Time } from "../support/shapes.ts";
import { registerUser, signInAdmin } from "../support/users.ts";

const undoMs = 60_000;
const marginMs = 15_000; // for a busy machine

const Admitted = z.object({ ticket: Ticket.extend({ checkedInAt: Time }) });

test(
  "given three quarters of a minute since the check-in then undone; given a minute then 409, and the ticket stays in",
  { timeout: undoMs + 30_000 },
  async () => {
    const { client: admin } = await signInAdmin();
    const { client: guest } = await registerUser("guest");
    const [, [first, second]] = await boughtTickets(guest, await publishEvent(admin), 2);
    const undo = (ticket: Ticket): Promise<Answer> => admin.post(`/api/tickets/${ticket.id}/check-in/undo`);
    const checkIn = async (ticket: Ticket | undefined): Promise<[Ticket, enteredAt: number]> => {
      const answer = await admin.post("/api/tickets/check-in", { body: { code: ticket?.code } });
      const admitted = bodyOf(Admitted, answer).ticket;
      return [admitted, Date.parse(admitted.checkedInAt)];
    };
    const [early, earlyAt] = await checkIn(first);
    const [late, lateAt] = await checkIn(second);

    await pause(earlyAt + undoMs - marginMs - Date.now());
    const inTime = await undo(early);
    await pause(lateAt + undoMs + 1 - Date.now());
    const tooLate = await undo(late);

    expect(inTime.status).toBe(200);
    expectProblem(tooLate, 409, "INVALID_STATE");
    expect(await guest.fetch(Ticket, "GET", `/api/tickets/${early.id}`)).toMatchObject({ status: "VALID" });
    expect(await guest.fetch(Ticket, "GET", `/api/tickets/${late.id}`)).toMatchObject({ status: "CHECKED_IN" });
  },
);
