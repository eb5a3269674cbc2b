// HTTP as fetch refuses to speak it: any Host, any header, bodies cut short.

import { request } from "node:http";
import { type Listener, port, type Site, underTest } from "./environment.ts";
import type { Answer, Method } from "./client.ts";

export type RawRequest = {
  method: Method;
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** To whom; the gateway when left out. */
  to?: Listener;
  site?: Site;
  /** The address to connect from, one of 127.0.0.0/8. */
  from?: string;
};

/** One request with exactly these headers. */
export function sendRaw(wanted: RawRequest): Promise<Answer> {
  const { method, path, headers, body, to = "gateway", site = underTest, from = "127.0.0.1" } = wanted;
  const timeout = 10_000;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port: port(to, site), localAddress: from, method, path, headers, agent: false, timeout },
      (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => {
          const bytes = new Uint8Array(Buffer.concat(pieces));
          const text = new TextDecoder().decode(bytes);
          const received = new Headers();
          for (const [name, values] of Object.entries(response.headersDistinct)) {
            for (const value of values ?? []) received.append(name, value);
          }
          const isJson = /[/+]json\b/.test(received.get("content-type") ?? "");
          const json: unknown = isJson ? JSON.parse(text) : undefined;
          resolve({ status: response.statusCode ?? 0, headers: received, text, bytes, json });
        });
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error(`${method} ${path}: no answer in 10 s`)));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
