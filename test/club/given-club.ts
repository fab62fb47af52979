/** A community of its own: an empty folder, a configuration, a forum, a cluster and a witness. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { ConfigInput } from "../../app/community/schema.ts";
import { freePort } from "../setup/free-port.ts";
import { givenStarted, type Started } from "../system/given-started.ts";
import { seededBytes } from "../seed.ts";
import { COMMITTEE, givenForum, MAPPING, PROPOSER } from "./forum.ts";
import { givenTwoSurfpools } from "./two-surfpools.ts";

/** Made, since whoever looks for secrets finds what stands in a source. */
const CONNECT_SECRET = Buffer.from(seededBytes("the club's secret")).toString("hex");
const VKLAD = "app/bootstrap/vklad.mjs";

export type Club = Awaited<ReturnType<typeof givenClub>>;

export async function givenClub() {
  const root = mkdtempSync(join(tmpdir(), "vklad-club-"));
  const [forum, chain, port] = [
    await givenForum(CONNECT_SECRET),
    await givenTwoSurfpools(),
    await freePort(),
  ];
  const config: ConfigInput = {
    community: { name: { ru: "Клуб", en: "A club" }, timeZone: "Europe/Moscow", locale: "ru" },
    sources: { discourse: { url: forum.url, categories: MAPPING } },
    roles: COMMITTEE.map(({ id }) => ({
      account: `discourse:${id}`,
      role: "committee",
      from: "2026-09-01T00:00:00Z",
    })),
    committee: { threshold: 2, approvalDays: 14, proposer: `discourse:${PROPOSER.id}` },
    token: { symbol: "STK", decimals: 6 },
    budgets: { personal: "40000", community: "45000", world: "15000" },
    formula: "2026-04",
    distributions: { from: "2026-09" },
    settlement: {
      cluster: chain.cluster,
      witnesses: [chain.witness],
      mint: chain.mint,
      treasury: chain.treasury,
      priorityFee: { maxMicroLamports: 50_000 },
    },
    gateway: { host: "127.0.0.1", port },
  };
  const [file, data, modules] = ["my.config.ts", "data", "modules"].map((name) =>
    join(root, name),
  ) as [string, string, string];
  writeFileSync(file, `export default ${JSON.stringify(config, null, 2)};\n`);
  writeFileSync(modules, "");
  mkdirSync(join(data, "keys"), { recursive: true, mode: 0o700 });
  writeFileSync(join(data, "keys", "settler.json"), chain.settlerKey, { mode: 0o600 });
  const env = {
    VKLAD_DISCOURSE_KEY: "key",
    VKLAD_DISCOURSE_CONNECT_SECRET: CONNECT_SECRET,
    VKLAD_TEST_MODULES: modules,
    NODE_OPTIONS: `--import=${new URL("tell-modules.ts", import.meta.url).href}`,
  };
  let serving: Started | null = null;
  /** When `serve` was started, by its clock and by the machine's. */
  let since = { instant: "2026-09-01T09:00:00Z", at: performance.now() };
  const started = (now: string, args: readonly string[]) => {
    const common = ["--config", file, "--data", data, "--locale", "ru", "--as-of", now];
    return givenStarted(process.execPath, [VKLAD, ...common, ...args], env);
  };
  async function stop(): Promise<void> {
    await serving?.stop("SIGTERM", "the first process");
    await serving?.[Symbol.asyncDispose]();
    serving = null;
  }
  return {
    ...{ chain, forum },
    address: `http://127.0.0.1:${port}`,
    /** What the operator does when time has passed: the club has lived on, `serve` runs from then. */
    async serveFrom(instant: string): Promise<void> {
      await stop();
      forum.liveUntil(instant);
      since = { instant, at: performance.now() };
      serving = started(instant, ["serve"]);
      await serving.saying("Готово. Откройте");
    },
    /** A command as the operator types it then, or beside `serve`: what it said, if it ended well. */
    async vklad(...args: string[]): Promise<string> {
      const now = Date.parse(since.instant) + performance.now() - since.at;
      await using command = started(new Date(now).toISOString(), args);
      return await command.ended();
    },
    /** Until people can sign in: what the sources said has been published, and the pages are built. */
    async published(): Promise<void> {
      for (;;) {
        const reply = await fetch(`${this.address}/api/progress`);
        const { ready } = (await reply.json()) as { ready: boolean };
        if (ready) return;
        await delay(50);
      }
    },
    log: () => readFileSync(join(data, "logs", "vklad.ndjson"), "utf8"),
    said: () => serving?.output() ?? "",
    /** Every module that any process of the product has loaded, by its address. */
    loaded: () => new Set(readFileSync(modules, "utf8").trim().split("\n")),
    async [Symbol.asyncDispose]() {
      await stop();
      await chain[Symbol.asyncDispose]();
      await forum[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
