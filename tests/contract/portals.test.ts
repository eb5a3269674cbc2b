// The two portals: what their pages start from, and that a browser sees one origin.

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Client } from "../support/client.ts";
import { type Listener, origin, port } from "../support/environment.ts";
import { expectProblem } from "../support/expectations.ts";
import { sendRaw } from "../support/raw-http.ts";
import { registerUser } from "../support/users.ts";

const local = (listener: Listener): string => `http://localhost:${port(listener)}`;
const Version = z.object({ version: z.string() });

describe.each(["userPortal", "adminPortal"] as const)("%s", (listener) => {
  const portal = Client.anonymous(origin(listener));

  test("/config.json says what the page needs to know, and is asked for every time", async () => {
    const answer = await portal.get("/config.json");
    const { version } = await portal.fetch(Version, "GET", "/health");

    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    expect(answer.json).toEqual({
      version,
      lab: true,
      gatewayOrigin: local("gateway"),
      userPortalOrigin: local("userPortal"),
      adminPortalOrigin: local("adminPortal"),
      defaultCurrency: "EUR",
      defaultTimeZone: "Europe/Berlin",
    });
  });

  test("/ is a page in no frame, that loads nothing from other sites", async () => {
    const { status, headers, text } = await portal.get("/");

    expect({ status, sniffing: headers.get("x-content-type-options") }).toEqual({ status: 200, sniffing: "nosniff" });
    expect(headers.get("content-type")).toMatch(/^text\/html/);
    expect(headers.get("content-security-policy")).toMatch(/default-src '(none|self)'/);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(text).toMatch(/^<!doctype html>/i);
  });

  test("/api/ is the gateway's, with the caller's token", async () => {
    const { auth, user } = await registerUser();

    const profile = await portal.withToken(auth.accessToken).get("/api/users/profile");

    expect(profile.json).toMatchObject({ id: user.id });
    expectProblem(await portal.get("/api/users/profile"), 401, "UNAUTHENTICATED");
    expectProblem(await portal.get("/api/nothing/1"), 404, "NOT_FOUND");
  });

  test("given another site's name then 421, for the page and for the API", async () => {
    for (const path of ["/", "/config.json", "/api/events"]) {
      const answer = await sendRaw({ method: "GET", path, headers: { host: "example.com" }, to: listener });

      expectProblem(answer, 421, "MISDIRECTED_REQUEST");
    }
  });
});
