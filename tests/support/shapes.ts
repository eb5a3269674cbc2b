// The shapes of the public contract, written by hand from its words and on purpose independent of the OpenAPI document.
// Additions are free, so members beyond these pass; a missing or mistyped one fails.

import { z } from "zod";

export const Id = z.uuidv7();
export const Time = z.iso.datetime();
const Amount = z.int().min(0);
const Currency = z.string().regex(/^[A-Z]{3}$/);

export const Money = z.object({ amount: Amount, currency: Currency });

export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().min(1).nullable() });
}

// RFC 9457. Some codes add members of their own, which tests look at, so they are kept.
export const Problem = z.looseObject({
  type: z.string().min(1),
  title: z.string().min(1),
  status: z.int().min(400).max(599),
  detail: z.string().min(1),
  instance: z.string().min(1),
  code: z.string().regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/),
  requestId: z.string().min(1),
  errors: z
    .array(z.object({ pointer: z.string(), message: z.string().min(1) }))
    .min(1)
    .optional(),
});
export type Problem = z.infer<typeof Problem>;

export const User = z.object({
  id: Id,
  username: z.string(),
  email: z.string(),
  fullName: z.string().optional(),
  phoneNumber: z.string().optional(),
  role: z.enum(["USER", "ADMIN"]),
  status: z.enum(["ACTIVE", "DISABLED"]),
  language: z.enum(["en", "de"]),
  createdAt: Time,
});
export type User = z.infer<typeof User>;

export const Auth = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  tokenType: z.literal("Bearer"),
  expiresIn: z.int().positive(),
  user: User,
});
export type Auth = z.infer<typeof Auth>;

// With x-session-cookie the refresh token travels in the cookie alone.
export const CookieAuth = Auth.omit({ refreshToken: true });

export const Session = z.object({
  id: Id,
  createdAt: Time,
  lastSeenAt: Time,
  userAgent: z.string(),
  ip: z.string(),
  current: z.boolean(),
});

export const Event = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  category: z.string(),
  venue: z.object({
    name: z.string(),
    address: z.string(),
    city: z.string(),
    country: z.string(),
    timeZone: z.string(),
  }),
  startsAt: Time,
  endsAt: Time,
  salesStartAt: Time.optional(),
  salesEndAt: Time.optional(),
  imageUrl: z.url().optional(),
  status: z.enum(["DRAFT", "ACTIVE", "CANCELLED", "COMPLETED"]),
  ticketTypes: z.array(
    z.object({
      id: Id,
      name: z.string(),
      price: Money,
      capacity: z.int().positive(),
      maxPerOrder: z.int().positive(),
      maxPerUser: z.int().positive().optional(),
    }),
  ),
  details: z.record(z.string(), z.unknown()),
  createdBy: Id,
  createdAt: Time,
  updatedAt: Time,
  version: z.int().min(0),
});
export type Event = z.infer<typeof Event>;

export const EventLog = z.object({
  id: z.string().min(1),
  at: Time,
  actorId: Id,
  actorName: z.string(),
  action: z.string(),
  changes: z
    .array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
    .optional(),
});

const TypeAvailability = z.object({
  ticketTypeId: Id,
  capacity: z.int().min(0),
  available: z.int().min(0),
  held: z.int().min(0),
  sold: z.int().min(0),
});
export const Availability = z.object({ eventId: Id, ticketTypes: z.array(TypeAvailability) });
export type Availability = z.infer<typeof Availability>;

const OrderStatus = z.enum(["PENDING", "CONFIRMED", "CANCELLED", "EXPIRED", "REFUNDED"]);
export const Order = z.object({
  id: Id,
  userId: Id,
  eventId: Id,
  status: OrderStatus,
  reason: z.string().optional(),
  items: z.array(z.object({ ticketTypeId: Id, name: z.string(), quantity: z.int().positive(), unitPrice: Amount })),
  ticketQuantity: z.int().positive(),
  totalAmount: Amount,
  currency: Currency,
  expiresAt: Time.optional(),
  createdAt: Time,
  updatedAt: Time,
  history: z.array(z.object({ status: OrderStatus, at: Time, reason: z.string().optional() })),
});
export type Order = z.infer<typeof Order>;

export const Payment = z.object({
  id: Id,
  orderId: Id,
  userId: Id,
  amount: Amount,
  currency: Currency,
  status: z.enum(["PENDING", "SUCCEEDED", "FAILED", "REFUNDED"]),
  failureCode: z.enum(["DECLINED", "INSUFFICIENT_FUNDS", "TIMEOUT", "HOLD_EXPIRED"]).optional(),
  createdAt: Time,
  updatedAt: Time,
});

export type Payment = z.infer<typeof Payment>;

export const Ticket = z.object({
  id: Id,
  eventId: Id,
  orderId: Id,
  userId: Id,
  ticketTypeId: Id,
  seatNumber: z.string().optional(),
  price: Money,
  status: z.enum(["VALID", "CHECKED_IN", "CANCELLED"]),
  code: z.string().min(16),
  issuedAt: Time,
  checkedInAt: Time.optional(),
});
export type Ticket = z.infer<typeof Ticket>;

export const Notification = z.object({
  id: Id,
  type: z.enum(["order", "payment", "ticket", "event", "user"]),
  title: z.string().min(1),
  message: z.string().min(1),
  data: z.object({
    kind: z.string().regex(/^[A-Z_]+$/),
    orderId: Id.optional(),
    eventId: Id.optional(),
    ticketId: Id.optional(),
    params: z.record(z.string(), z.string()).optional(),
  }),
  createdAt: Time,
  read: z.boolean(),
});
export type Notification = z.infer<typeof Notification>;
