import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

import { expect, test } from "vitest";

import { givenLedger } from "../given.ts";
import type { LedgerPlace } from "./place.ts";

const WRITER = `
  import { openLedger } from ${JSON.stringify(new URL("./ledger.ts", import.meta.url).href)};
  const [told, name, count] = process.argv.slice(1);
  const place = JSON.parse(told);
  if (place.postgres) place.postgres.address = { reveal: () => process.env.VKLAD_TEST_POSTGRES };
  const ledger = openLedger({ ...place, clock: () => new Date() });
  for (let index = 0; index < Number(count); index += 1) {
    const payload = { link_id: name + index, reason: "concurrent" };
    await ledger.append("link_revoked", payload, { actor: name, uniqueKey: name + index });
    process.stdout.write(name + index + "\\n");
  }
  await ledger.close();
`;

function startWriter(place: LedgerPlace, name: string, count: number) {
  const args = ["--input-type=module", "-e", WRITER, JSON.stringify(place), name, `${count}`];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const said: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => said.push(text));
  return { child, acknowledged: () => said.join("").split("\n").slice(0, -1) };
}

test("two processes that append at once make one chain", async () => {
  await using given = givenLedger();
  const writers = ["p", "q"].map((name) => startWriter(given.place, name, 60));
  const own = Array.from({ length: 60 }, async (_, index) => {
    const payload = { link_id: `r${index}`, reason: "concurrent" };
    await given.ledger.append("link_revoked", payload, { actor: "r" });
  });

  await Promise.all([...own, ...writers.map(async ({ child }) => await once(child, "close"))]);

  expect(await given.ledger.verify()).toEqual({ eventCount: 180 });
  const links = (await given.ledger.read({ kinds: ["link_revoked"] })).map(
    ({ payload }) => payload.link_id,
  );
  expect(new Set(links).size).toBe(180);
});

test("two ledgers open in one process wait for each other", async () => {
  await using given = givenLedger();
  await using other = given.open();

  await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const ledger = index % 2 === 0 ? given.ledger : other;
      const payload = { link_id: `${index}`, reason: "concurrent" };
      await ledger.append("link_revoked", payload, { actor: "demo" });
    }),
  );

  expect(await other.verify()).toEqual({ eventCount: 40 });
});

test("a process killed while it appends loses nothing that it was told is stored", async () => {
  await using given = givenLedger();
  for (const name of ["k1-", "k2-", "k3-"]) {
    const { child, acknowledged } = startWriter(given.place, name, 100_000);
    while (acknowledged().length < 5) await pause(5);
    child.kill("SIGKILL");
    await once(child, "close");

    const { eventCount } = await given.ledger.verify();
    const events = await given.ledger.read({ kinds: ["link_revoked"] });
    const stored = new Set(events.map(({ payload }) => payload.link_id));
    expect(events).toHaveLength(eventCount);
    expect(acknowledged().filter((link) => !stored.has(link))).toEqual([]);
  }
});
