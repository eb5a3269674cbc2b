// HTTP as fetch refuses to speak it: any Host, any header, bodies cut short.

import { request } from "node:http";
import { port } from "./environment.ts";
import type { Answer, Method } from "./client.ts";

export type RawRequest = { method: Method; path: string; headers: Record<string, string>; body?: string };

/** One request to the gateway with exactly these headers. */
export function sendRaw({ method, path, headers, body }: RawRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port: port("gateway"), method, path, headers, agent: false, timeout: 10_000 },
      (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(pieces).toString("utf8");
          const received = new Headers();
          for (const [name, values] of Object.entries(response.headersDistinct)) {
            for (const value of values ?? []) received.append(name, value);
          }
          const isJson = /[/+]json\b/.test(received.get("content-type") ?? "");
          const json: unknown = isJson ? JSON.parse(text) : undefined;
          resolve({ status: response.statusCode ?? 0, headers: received, text, json });
        });
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error(`${method} ${path}: no answer in 10 s`)));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
