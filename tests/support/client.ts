// A small client of the public HTTP interface: a fetch wrapper that speaks JSON, parses answers with a shape, and
// throws a typed ApiError where a test expects success and gets a problem.

import { randomInt, randomUUID } from "node:crypto";
import type { z } from "zod";
import { origin } from "./environment.ts";
import { Problem } from "./shapes.ts";

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

export type Answer = {
  status: number;
  headers: Headers;
  text: string;
  bytes: Uint8Array;
  /** The body as JSON; undefined when it is not JSON. */
  json: unknown;
};

export type RequestOptions = {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, with the content type of `headers` or JSON's. */
  rawBody?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
};

export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(request: string, answer: Answer) {
    const problem = problemOf(answer);
    super(`${request}: ${answer.status} ${problem.code}, ${problem.detail}`);
    this.name = "ApiError";
    this.status = answer.status;
    this.problem = problem;
  }
}

/** The problem document of an answer; fails when it is none. */
export function problemOf(answer: Answer): Problem {
  const type = answer.headers.get("content-type") ?? "";
  if (!type.startsWith("application/problem+json")) {
    throw new Error(`expected a problem, got ${answer.status} ${type}: ${answer.text.slice(0, 500)}`);
  }
  return Problem.parse(answer.json);
}

/** The answer's body in the given shape; throws ApiError when the answer is a problem. */
export function bodyOf<Shape extends z.ZodType>(shape: Shape, answer: Answer, request = "request"): z.infer<Shape> {
  if (answer.status >= 400) throw new ApiError(request, answer);
  return shape.parse(answer.json);
}

type Identity = { token?: string; address: string; base: string };

const requestTimeoutMs = 20_000;

export class Client {
  readonly #identity: Identity;

  private constructor(identity: Identity) {
    this.#identity = identity;
  }

  /** Nobody in particular, at an address of its own, so that limits per address never tie tests together. */
  static anonymous(base: string = origin("gateway")): Client {
    return new Client({ address: freshAddress(), base });
  }

  /** The same address, with this access token. */
  withToken(token: string): Client {
    return new Client({ ...this.#identity, token });
  }

  /** The same address, without a token. */
  withoutToken(): Client {
    return new Client({ address: this.#identity.address, base: this.#identity.base });
  }

  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.send("GET", path, options);
  }

  post(path: string, options?: RequestOptions): Promise<Answer> {
    return this.send("POST", path, options);
  }

  put(path: string, options?: RequestOptions): Promise<Answer> {
    return this.send("PUT", path, options);
  }

  patch(path: string, options?: RequestOptions): Promise<Answer> {
    return this.send("PATCH", path, options);
  }

  delete(path: string, options?: RequestOptions): Promise<Answer> {
    return this.send("DELETE", path, options);
  }

  /** Success in the given shape, or an ApiError. */
  async fetch<Shape extends z.ZodType>(
    shape: Shape,
    method: Method,
    path: string,
    options?: RequestOptions,
  ): Promise<z.infer<Shape>> {
    return bodyOf(shape, await this.send(method, path, options), `${method} ${path}`);
  }

  /** Any answer, whatever its status. */
  async send(method: Method, path: string, options: RequestOptions = {}): Promise<Answer> {
    const body = options.rawBody ?? (options.body === undefined ? null : JSON.stringify(options.body));
    const { token, address, base } = this.#identity;
    const response = await fetch(`${base}${path}`, {
      method,
      redirect: "manual",
      body,
      headers: {
        "x-forwarded-for": address,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === null ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    return { status: response.status, headers: response.headers, text, bytes, json: parseJson(response.headers, text) };
  }
}

/** A fresh Idempotency-Key as a header. */
export function newKey(): Record<string, string> {
  return { "idempotency-key": randomUUID() };
}

// Requests come from loopback, which is a trusted proxy, so X-Forwarded-For names the caller.
function freshAddress(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}

function parseJson(headers: Headers, text: string): unknown {
  if (!/[/+]json\b/.test(headers.get("content-type") ?? "")) return undefined;
  const value: unknown = JSON.parse(text);
  return value;
}
