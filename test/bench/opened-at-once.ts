import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { shellDir } from "../../app/gateway/shell-builder.ts";
import type { Truth } from "../../demo/truth/truth.ts";
import { givenOpenDemo, type OpenDemo, signedIn } from "../browser/given-open-demo.ts";
import type { BenchRow } from "./bench-row.ts";

const PEOPLE_COUNT = 50;

/**
 * Fifty members open their first page in the same instant, each with a file of their own that nobody
 * has asked before: the slowest of their answers, beside the slowest of one member who is alone.
 *
 * The memory is the sum of the peaks of the processes that answer, as Linux counts it.
 */
export async function bench(): Promise<BenchRow[]> {
  await using demo = await givenOpenDemo({ scale: 1 });
  const people = await membersOf(demo);
  const [first, ...others] = people;
  if (first === undefined) throw new Error("The demo has no members.");
  const alone = Math.max(...(await openPage(demo, first)));
  const all = await Promise.all(others.map((person) => openPage(demo, person)));
  const slowest = Math.max(...all.flat());
  return [
    {
      name: `slowest answer, ${others.length} people at once, ms`,
      limit: alone,
      ours: slowest,
      ratio: slowest / alone,
      goal: null,
      peakMemoryMb: peakOfAnswering(),
    },
  ];
}

/** The ids by which they sign in; one more than are asked at once. */
async function membersOf(demo: OpenDemo): Promise<readonly string[]> {
  const truth = JSON.parse(readFileSync(demo.demo.hello.truthFile, "utf8")) as Truth;
  const ids: string[] = [];
  for (const { person, name, accounts } of truth.people) {
    const [account] = accounts;
    if (account === undefined || ids.length > PEOPLE_COUNT) continue;
    demo.letIn({ id: person, name, role: "trainee", account });
    const { memberId } = await signedIn(demo, person);
    if (memberId !== undefined) ids.push(person);
  }
  return ids;
}

/** Milliseconds of each answer of a member's first page, from when all of them were asked. */
async function openPage({ address }: OpenDemo, person: string): Promise<readonly number[]> {
  const login = await fetch(`${address}/auth/demo`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: address, "content-type": "application/json" },
    body: JSON.stringify({ person }),
  });
  const headers = { cookie: login.headers.get("set-cookie")?.split(";", 1)[0] ?? "" };
  const read = await fetch(`${address}/data/session.json`, { headers });
  const session = (await read.json()) as { roles: { me: { tag: string } } };
  const { queries } = JSON.parse(readFileSync(join(shellDir, "queries.json"), "utf8")) as {
    queries: readonly { page: string; hash: string }[];
  };
  const own = queries.filter(({ page }) => page === "me");
  const began = performance.now();
  return Promise.all(
    own.map(async ({ hash }) => {
      const asked = `at=${session.roles.me.tag}&language=ru`;
      const answer = await fetch(`${address}/data/answers/${hash}?${asked}`, { headers });
      if (!answer.ok) throw new Error(`${hash} was answered with ${answer.status}.`);
      await answer.arrayBuffer();
      return performance.now() - began;
    }),
  );
}

function peakOfAnswering(): number {
  if (process.platform !== "linux") return Number.NaN;
  const peaks = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, "utf8");
        const isOurs = new RegExp(`^PPid:\\s+${process.pid}$`, "m").test(status);
        const answers = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(
          "answers/child-entry",
        );
        return isOurs && answers ? Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024 : 0;
      } catch {
        // It has just ended.
        return 0;
      }
    });
  return peaks.reduce((sum, peak) => sum + peak, 0);
}
