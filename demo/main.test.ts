import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";

import type { Assertions, Hello } from "./protocol.ts";

async function givenProcess(...options: string[]) {
  const data = mkdtempSync(join(tmpdir(), "vklad-demo-"));
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "main.ts"), "--data", data, "--scale", "0.15", ...options],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(data, { recursive: true });
  });
  const [line] = (await new Promise<string[]>((resolve) => {
    createInterface({ input: child.stdout }).once("line", (text) => resolve([text]));
  })) as [string];
  const hello = JSON.parse(line) as Hello;
  const control = async (path: string, body: unknown) => {
    const reply = await fetch(`${hello.control}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    return { status: reply.status, body: (await reply.json()) as any };
  };
  return { hello, child, ended, control };
}

test("one line says where everything is, and closing standard input ends the process", async () => {
  const { hello, child, ended } = await givenProcess();

  const assertions = JSON.parse(readFileSync(hello.assertionsFile, "utf8")) as Assertions;
  const { discourse, guides } = hello.sources;
  const reply = await fetch(`${discourse.url}/posts.json`, {
    headers: { "api-key": discourse.apiKey, "api-username": discourse.apiUsername },
  });
  await reply.json();
  child.stdin.end();

  expect(await ended).toBe(0);
  expect(reply.status).toBe(200);
  expect(readdirSync(guides.dir).sort()).toEqual(["management", "methods", "systems"]);
  expect(hello.people.map(({ id }) => id)).toEqual([
    "deanery",
    "master",
    "committee-1",
    "committee-2",
    "trainee",
  ]);
  const offices = assertions.roles.filter(({ role }) => role === "committee");
  expect(offices.map(({ account }) => account)).toContainEqual(hello.proposer);
});

test("the control endpoint signs, edits verdicts, orders faults and moves the clock", async () => {
  const { hello, control } = await givenProcess();

  const signed = await control("/sign", { person: "committee-2", text: "план" });
  const clock = await control("/clock", { now: "2026-10-08T09:00:00Z" });
  const verdict = await control("/verdict", {
    attemptId: 9,
    verdict: "returned",
    grade: 2,
    by: "master",
  });
  const fault = await control("/faults", { stream: "nocodb_records", fault: "server_error" });
  const broken = await fetch(`${hello.sources.nocodb.url}/api/v2/tables/x/records`, {
    headers: { "xc-token": hello.sources.nocodb.token },
  });

  expect(Buffer.from(signed.body.signature, "base64")).toHaveLength(64);
  expect(clock.body.now.slice(0, 16)).toBe("2026-10-08T09:00");
  expect(verdict.body).toMatchObject({ Id: 9, Verdict: "returned", Grade: 2 });
  expect(verdict.body.UpdatedAt.slice(0, 10)).toBe("2026-10-08");
  expect(fault.status).toBe(200);
  expect(broken.status).toBe(502);
});

test("what the control endpoint cannot do is refused with what it expected", async () => {
  const { control } = await givenProcess("--empty");

  const person = await control("/sign", { person: "trainee", text: "план" });
  const fault = await control("/faults", { stream: "discourse_posts", fault: "fire" });

  expect(person.status).toBe(400);
  expect(person.body.error).toContain("committee-1");
  expect(fault.body.error).toContain("rate_limit_json");
});
