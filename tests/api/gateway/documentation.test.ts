// What a person finds who opens the gateway's port in a browser.

import { expect, test } from "vitest";
import { Client } from "../../support/client.ts";

const anonymous = Client.anonymous();

test("given the root then a redirection to the documentation, which is a page", async () => {
  const root = await anonymous.get("/");
  const page = await anonymous.get(root.headers.get("location") ?? "");

  expect(root.status).toBe(302);
  expect(root.headers.get("location")).toBe("/docs");
  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toMatch(/^text\/html/);
});

test("given HEAD then the same without a body, and other methods are 405", async () => {
  expect(await anonymous.send("HEAD", "/")).toMatchObject({ status: 302, text: "" });
  expect((await anonymous.post("/", { body: {} })).status).toBe(405);
});
