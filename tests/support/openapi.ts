// The OpenAPI document that the gateway serves, reduced to what tests ask of it.

import { randomUUID } from "node:crypto";
import { z } from "zod";
import { Client, type Method } from "./client.ts";

export const guards = ["anyone", "optional", "user", "admin", "service"] as const;
const Guard = z.enum(guards);
export type Guard = z.infer<typeof Guard>;

const Operation = z.object({
  operationId: z.string().min(1),
  "x-guard": Guard,
  "x-service-only": z.boolean().default(false),
  responses: z.record(z.string(), z.unknown()),
});

const methods = ["get", "post", "put", "patch", "delete"] as const;

const Document = z.object({
  openapi: z.string().startsWith("3.1"),
  info: z.object({ title: z.string().min(1), version: z.string().min(1) }),
  paths: z.record(z.string().startsWith("/"), z.partialRecord(z.enum(methods), Operation)),
});

export type Route = {
  method: Method;
  /** As documented: "/api/orders/{id}". */
  pattern: string;
  /** With every parameter filled in by a random id that names nothing. */
  path: string;
  guard: Guard;
  serviceOnly: boolean;
  operationId: string;
  statuses: string[];
};

export async function loadDocument(): Promise<z.infer<typeof Document>> {
  return Client.anonymous().fetch(Document, "GET", "/openapi.json");
}

/** Every operation of the document. */
export async function loadRoutes(): Promise<Route[]> {
  const document = await loadDocument();
  return Object.entries(document.paths).flatMap(([pattern, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      return {
        method: methodOf(method),
        pattern,
        path: pattern.replaceAll(/\{[^}]+\}/g, () => randomUUID()),
        guard: operation["x-guard"],
        serviceOnly: operation["x-service-only"],
        operationId: operation.operationId,
        statuses: Object.keys(operation.responses),
      };
    }),
  );
}

function methodOf(method: (typeof methods)[number]): Method {
  switch (method) {
    case "get":
      return "GET";
    case "post":
      return "POST";
    case "put":
      return "PUT";
    case "patch":
      return "PATCH";
    case "delete":
      return "DELETE";
    default:
      return method satisfies never;
  }
}
