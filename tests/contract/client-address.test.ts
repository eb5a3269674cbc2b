// Who is calling: only what trusted proxies say counts. Loopback is trusted, from where the tests come, so they speak
// as a proxy would. e2e/settings.test.ts speaks as somebody whom nobody trusts.

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { bodyOf } from "../support/client.ts";
import { type Listener, port } from "../support/environment.ts";
import { sendRaw } from "../support/raw-http.ts";
import { Auth, Session } from "../support/shapes.ts";
import { newUser } from "../support/users.ts";

const Sessions = z.object({ items: z.array(Session) });

/** The address that is kept with the session of somebody who registers with these headers. */
async function addressOf(forwarding: Record<string, string>, to: Listener): Promise<string | undefined> {
  const headers = { host: `localhost:${port(to)}`, "content-type": "application/json", ...forwarding };
  const body = JSON.stringify(newUser());
  const registered = await sendRaw({ method: "POST", path: "/api/users/register", headers, body, to });
  const { accessToken } = bodyOf(Auth, registered);
  const authorized = { host: headers.host, authorization: `Bearer ${accessToken}` };
  const sessions = await sendRaw({ method: "GET", path: "/api/users/sessions", headers: authorized, to });
  return bodyOf(Sessions, sessions).items[0]?.ip;
}

const far = "203.0.113.7";
const near = "198.51.100.9";

describe.each(["gateway", "userPortal"] as const)("through the %s", (to) => {
  test.each([
    ["no header", {}, "127.0.0.1"],
    ["one address", { "x-forwarded-for": near }, near],
    ["what somebody made up before it", { "x-forwarded-for": `${far}, ${near}` }, near],
    ["a loopback address made up before it", { "x-forwarded-for": `127.0.0.1, ${near}` }, near],
    ["trusted proxies behind it", { "x-forwarded-for": `${near}, 127.0.0.1, 127.0.0.2` }, near],
    ["an IPv6 address", { "x-forwarded-for": "2001:db8::7" }, "2001:db8::7"],
    ["a word", { "x-forwarded-for": "unknown" }, "127.0.0.1"],
    ["a word behind it", { "x-forwarded-for": `${near}, unknown` }, "127.0.0.1"],
    [
      "other headers that claim to know",
      { forwarded: `for=${far}`, "x-real-ip": far, "x-client-ip": far },
      "127.0.0.1",
    ],
  ])("given %s then the nearest address that no trusted proxy has", async (_, headers, expected) => {
    expect(await addressOf(headers, to)).toBe(expected);
  });
});
