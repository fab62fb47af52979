/** A month paid through a signer of its own, by real processes: it dies, and strangers ask it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { checkConfig } from "../../app/community/configuration.ts";
import { dataFolder } from "../../app/community/data-folder.ts";
import { passingIdentityKey } from "../../app/community/identity-key.ts";
import { noConnections } from "../../app/runtime/feeds.ts";
import { socketSigner } from "../../app/runtime/signer/socket.ts";
import { openParts } from "../../app/runtime/system.ts";
import { base58Bytes } from "../../activities/settlement/chain/transaction/base58.ts";
import { givenApproved, planOf, TWENTY, walletOf } from "../../activities/settlement/given.ts";
import { payWire, type Fees } from "../../activities/settlement/payout-message.ts";
import { payoutsOf, type Payout } from "../../activities/settlement/payout.ts";
import { saltedBy } from "../../activities/settlement/signer/port.ts";
import { remoteSigner, type RemoteSigner } from "../../activities/settlement/signer/remote.ts";
import { policies, queues } from "../../temporal.config.ts";
import demo from "../../vklad.config.ts";
import { ada, bob, eva, givenCommittee, NOON } from "../../warehouse/ledger/given.ts";
import type { Ledger, Plan } from "../../warehouse/ledger/index.ts";
import type { Activities } from "../../workflows/activities.ts";
import { createDoorbells } from "../../workflows/embedded/doorbells.ts";
import { embeddedRuntime } from "../../workflows/embedded/runtime.ts";
import { settle } from "../../workflows/settle.ts";
import { seededBytes, seededRandom } from "../seed.ts";

const MAIN = fileURLToPath(new URL("../../app/cli/main.ts", import.meta.url));
const LINES = TWENTY.slice(0, 12);

const eventually = (isSo: () => boolean) =>
  expect.poll(isSo, { timeout: 60_000, interval: 20 }).toBe(true);

/** `vklad signer` with a folder of its own, which a test kills and starts again. */
async function givenSignerProcess(data: string, home: string, more: readonly string[] = []) {
  const socket = join(home, "signer.sock");
  const live = { child: null as ChildProcess | null, said: "" };
  const env = { ...process.env, VKLAD_SETTLEMENT_SIGNER: socket };
  async function begin(): Promise<void> {
    const at = ["--as-of", NOON.toISOString(), "--locale", "en", ...more];
    const args = [MAIN, "--data", data, ...at, "signer", "--home", home];
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    live.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => (live.said += String(text)));
    await eventually(() => live.said.includes("Listens at") || child.exitCode !== null);
  }
  async function kill(): Promise<void> {
    const child = live.child;
    if (child === null || child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    live.said = "";
  }
  await begin();
  return {
    socket,
    said: () => live.said,
    async restart() {
      await kill();
      await begin();
    },
    [Symbol.asyncDispose]: kill,
  };
}

/** A data folder without a key, a signer beside it, and what pays there, in this process. */
async function givenPaying() {
  const root = mkdtempSync(join(tmpdir(), "vklad-signer-"));
  const [data, home] = [join(root, "data"), join(root, "signer")];
  for (const dir of [data, home]) mkdirSync(dir, { mode: 0o700 });
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rmSync(root, { recursive: true, force: true }));
  const signer = opened.use(await givenSignerProcess(data, home));
  const settlement = { signer: signer.socket };
  const config = checkConfig({ ...demo, settlement }, "vklad.config.ts");
  const parts = opened.use(
    await openParts(["chain"], {
      ...{ config, folder: dataFolder(data), clock: { now: () => NOON } },
      ...{ identity: passingIdentityKey(), connections: noConnections },
    }),
  );
  await givenCommittee(parts.ledger, [ada, bob, eva]);
  const paying = parts.paying ?? expect.unreachable();
  const { genesis, mint, treasury, settler } = paying.embedded ?? expect.unreachable();
  const facts = { genesis, mint, treasury, settler, decimals: 6 };
  const closing = opened.move();
  return {
    ...{ data, home, signer, facts, ledger: parts.ledger, activities: paying.activities },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

type Given = Awaited<ReturnType<typeof givenPaying>>;

function monthOf(given: Given, meanwhile: () => Promise<void>, digest: string) {
  const activities = Object.fromEntries(
    Object.entries(given.activities).map(([name, act]) => [
      name,
      async (input: never) => {
        await meanwhile();
        return await (act as (input: never) => Promise<unknown>)(input);
      },
    ]),
  ) as unknown as Activities;
  const runtime = embeddedRuntime<Activities>({
    ...{ activities, policies, queues, runs: ["chain"] },
    doorbells: createDoorbells(),
    now: () => NOON.getTime(),
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  return settle(runtime, { digest });
}

test("a month is settled exactly once while its signer is killed again and again", async () => {
  await using given = await givenPaying();
  const plan = planOf(given.facts, LINES, { perBatch: 1 });
  const digest = await givenApproved(given.ledger, plan);
  const random = seededRandom("kills of a signer");
  let kills = 0;

  const ended = await monthOf(
    given,
    async () => {
      if (kills >= 6 || !random.chance(0.15)) return;
      kills += 1;
      await given.signer.restart();
    },
    digest,
  );

  expect(ended.status).toBe("settled");
  expect(kills).toBeGreaterThan(1);
  const paid = await given.ledger.read({ kinds: ["batch_paid"] });
  expect(paid.map(({ payload }) => payload.batch).toSorted((a, b) => a - b)).toEqual(
    LINES.map((_, index) => index),
  );
  const balances = await given.activities.balances({ digest });
  expect(new Set(balances.map(({ amountBaseUnits }) => amountBaseUnits))).toEqual(
    new Set(LINES.map(({ amount }) => `${amount}`)),
  );
  // Whoever paid has no key in its folder, and never had: it is in the signer's.
  expect(existsSync(join(given.data, "keys", "settler.json"))).toBe(false);
  expect(readdirSync(given.home).toSorted()).toContain("settler.json");
});

interface Forged {
  readonly plan: Plan;
  readonly digest: string;
  readonly change?: (payout: Payout) => Payout;
  readonly fees?: Partial<Fees>;
}

/** What a stranger sends who may open the socket. */
async function ask(
  signer: RemoteSigner,
  ledger: Ledger,
  { plan, digest, change = (one) => one, fees = {} }: Forged,
): Promise<Uint8Array> {
  const payout = payoutsOf(plan, digest, await saltedBy(signer, digest))(0);
  const wire = payWire(change(payout), {
    blockhash: seededBytes("block"),
    rentExempt: 890_880n,
    unitPriceMicroLamports: 0n,
    units: 200_000,
    ledgerHead: (await ledger.head())?.hash ?? "",
    ...fees,
  });
  return await signer.sign({ digest, batch: 0, purpose: "pay", wire, place: null });
}

test("no forged request over the socket gets a signature, and a right one does", async () => {
  await using given = await givenPaying();
  const { ledger, facts } = given;
  const plan = planOf(facts, LINES.slice(0, 3));
  const digest = await givenApproved(ledger, plan);
  const late = planOf(facts, LINES.slice(3, 5), {
    period: "2026-08",
    expiresAt: NOON.toISOString().replace("12:00", "12:01"),
  });
  const lateDigest = await givenApproved(ledger, late);
  await using asked = await remoteSigner({
    open: () => socketSigner(given.signer.socket),
    onBroken: () => undefined,
  });
  const wallet = base58Bytes(walletOf("a thief"), 32);
  const forged: readonly [string, Forged][] = [
    [
      "signer_bytes",
      {
        ...{ plan, digest },
        change: (one) => ({
          ...one,
          transfers: one.transfers.map((to) => ({ ...to, amount: to.amount + 1n })),
        }),
      },
    ],
    [
      "signer_bytes",
      {
        ...{ plan, digest },
        change: (one) => ({ ...one, recipients: one.recipients.map((to) => ({ ...to, wallet })) }),
      },
    ],
    ["signer_cap", { plan, digest, fees: { unitPriceMicroLamports: 2_000_000n } }],
    ["signer_not_payable", { plan, digest: "5e".repeat(32) }],
  ];
  for (const [code, request] of forged)
    await expect(ask(asked, ledger, request)).rejects.toMatchObject({ code });

  expect((await ask(asked, ledger, { plan, digest })).length).toBe(64);

  // A line that was signed, in a revision of which somebody wrote that the plan was voided.
  const said = { digest, batch: 0, signature: "3".repeat(64), slot: 7 };
  await ledger.append("batch_voided", said, { actor: "settler" });
  const again = planOf(facts, LINES.slice(0, 3), { revision: 2, predecessor: digest });
  const spent = { plan: again, digest: await givenApproved(ledger, again) };
  await expect(ask(asked, ledger, spent)).rejects.toMatchObject({ code: "signer_spent" });

  // Its clock stands at noon and goes on by itself.
  await pause(100);
  const later = await givenSignerProcess(given.data, join(given.home, "later"), [
    ...["--as-of", "2026-10-05T12:02:00Z"],
  ]);
  await using _closing = later;
  await using tomorrow = await remoteSigner({
    open: () => socketSigner(later.socket),
    onBroken: () => undefined,
  });
  await expect(ask(tomorrow, ledger, { plan: late, digest: lateDigest })).rejects.toMatchObject({
    code: "signer_not_payable",
  });
});

test("whoever sends more than a question may have is cut off, and others are answered", async () => {
  await using given = await givenPaying();
  const socket = createConnection(given.signer.socket);
  socket.on("error", () => undefined);
  const closed = new Promise((resolve) => socket.on("close", resolve));
  const chunk = Buffer.alloc(64 * 1024, "x");
  socket.write("Content-Length: 999999999\r\n\r\n");
  const writing = setInterval(() => socket.write(chunk), 1);

  await closed;
  clearInterval(writing);

  await using asked = await remoteSigner({
    open: () => socketSigner(given.signer.socket),
    onBroken: () => undefined,
  });
  expect(asked.address).toBe(given.facts.settler);
});

test("a signer answers at a socket that systemd opened for whoever pays", async () => {
  const root = mkdtempSync(join(tmpdir(), "vklad-signer-"));
  const socket = join(root, "given.sock");
  const entry = fileURLToPath(new URL("./signer-listener.ts", import.meta.url));
  const command = [MAIN, "--data", join(root, "data"), "signer", "--home", join(root, "home")];
  const opener = spawn(process.execPath, [entry, socket, ...command], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = (await once(opener.stdout, "data")) as [Buffer];
  const pid = Number(String(said));
  try {
    await using asked = await remoteSigner({
      open: () => socketSigner(socket),
      onBroken: () => undefined,
    });

    const [key] = readdirSync(join(root, "home")).filter((name) => name === "settler.json");
    expect([asked.address.length > 30, key]).toEqual([true, "settler.json"]);
  } finally {
    process.kill(pid, "SIGKILL");
    rmSync(root, { recursive: true, force: true });
  }
});

test("a signer that is started beside ends with whoever started it, kill -9 included", async () => {
  const root = mkdtempSync(join(tmpdir(), "vklad-signer-"));
  const entry = fileURLToPath(new URL("./signer-parent.ts", import.meta.url));
  const parent = spawn(process.execPath, [entry, root], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [said] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(String(said));
    expect(isSigner(pid, root)).toBe(true);

    parent.kill("SIGKILL");
    await once(parent, "exit");

    await eventually(() => !existsSync(`/proc/${pid}`));
    // Its key and its memory are where the next one finds them.
    expect(readdirSync(join(root, "keys"))).toEqual(["settler.json"]);
  } finally {
    parent.kill("SIGKILL");
    rmSync(root, { recursive: true, force: true });
  }
});

function isSigner(pid: number, root: string): boolean {
  const started = readFileSync(`/proc/${pid}/cmdline`, "utf8");
  return started.includes("child-entry.ts") && started.includes(root);
}

test("a signer beside that was killed is started again, and the log says so", async () => {
  const root = mkdtempSync(join(tmpdir(), "vklad-signer-"));
  try {
    const folder = dataFolder(root);
    await using parts = await openParts(["chain"], {
      ...{ config: checkConfig(demo, "vklad.config.ts"), folder, clock: { now: () => NOON } },
      ...{ identity: passingIdentityKey(), connections: noConnections },
    });
    await givenCommittee(parts.ledger, [ada, bob, eva]);
    const { genesis, mint, treasury, settler } = parts.paying?.embedded ?? expect.unreachable();
    const facts = { genesis, mint, treasury, settler, decimals: 6 };
    const digest = await givenApproved(parts.ledger, planOf(facts, LINES.slice(0, 2)));
    const activities = parts.paying?.activities ?? expect.unreachable();
    await activities.checkSettleable({ digest });
    const signers = childrenOf(process.pid).filter((pid) => isSigner(pid, root));
    expect(signers.length).toBe(1);
    for (const pid of signers) process.kill(pid, "SIGKILL");
    const log = join(folder.logs, "vklad.ndjson");
    await eventually(() => existsSync(log) && readFileSync(log, "utf8").includes("signer_ended"));

    let outcome = "";
    for (let tries = 0; tries < 20 && outcome !== "signed"; tries += 1)
      ({ outcome } = await activities.prepareBatch({ digest, batch: 0 }));

    expect(outcome).toBe("signed");
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8")
      .split(" ")
      .filter((text) => text.trim() !== "")
      .map(Number),
  );
}
