// Access tokens can be verified by everybody and made by nobody else.

import { createPublicKey, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Client } from "../../support/client.ts";
import { expectProblem } from "../../support/expectations.ts";
import { registerUser } from "../../support/users.ts";

describe("GET /api/users/.well-known/jwks.json", () => {
  const Jwks = z.object({
    keys: z
      .array(
        z.object({
          kty: z.literal("EC"),
          crv: z.literal("P-256"),
          x: z.string(),
          y: z.string(),
          kid: z.string().min(1),
          alg: z.literal("ES256").optional(),
          use: z.literal("sig").optional(),
          d: z.never().optional(),
        }),
      )
      .min(1),
  });
  const Header = z.object({ alg: z.literal("ES256"), kid: z.string(), typ: z.literal("at+jwt") });
  const Claims = z.object({ sub: z.string(), sid: z.string(), iss: z.string(), aud: z.unknown(), exp: z.int() });

  const decode = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

  test("given an access token then a public key of the set verifies it", async () => {
    const { auth } = await registerUser();
    const { keys } = await Client.anonymous().fetch(Jwks, "GET", "/api/users/.well-known/jwks.json");
    const [header = "", claims = "", signature = ""] = auth.accessToken.split(".");

    const { kid } = Header.parse(decode(header));
    const jwk = keys.find((key) => key.kid === kid);

    expect(jwk).toBeDefined();
    const { kty, crv, x, y } = jwk ?? { kty: "EC", crv: "P-256", x: "", y: "" };
    const key = createPublicKey({ key: { kty, crv, x, y }, format: "jwk" });
    const isValid = verify(
      "sha256",
      Buffer.from(`${header}.${claims}`),
      { key, dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    );
    expect(isValid).toBe(true);
    expect(Claims.parse(decode(claims)).sub).toBe(auth.user.id);
  });

  test("given a token without signature, with other claims or of another kind then 401", async () => {
    const { auth, client } = await registerUser();
    const [header = "", claims = "", signature = ""] = auth.accessToken.split(".");
    const changed = encode({ ...z.record(z.string(), z.unknown()).parse(decode(claims)), role: "ADMIN" });
    const forged = [
      `${encode({ alg: "none", typ: "at+jwt" })}.${claims}.`,
      `${header}.${changed}.${signature}`,
      `${header}.${claims}.`,
      `${encode({ ...Header.parse(decode(header)), alg: "HS256" })}.${claims}.${signature}`,
      `${header}.${claims}.${Buffer.alloc(64).toString("base64url")}`,
      auth.refreshToken,
      "a.b.c",
    ];

    for (const token of forged) {
      expectProblem(await client.withToken(token).get("/api/users/profile"), 401, "UNAUTHENTICATED");
    }
  });
});
