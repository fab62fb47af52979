/** Commands that only read: what they say of a folder in which nothing has happened yet. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { givenApproved, givenSettlement, planOf } from "../../../activities/settlement/given.ts";
import { settleAll } from "../../../activities/settlement/given.ts";
import { tracesOf } from "../../../test/traces.ts";
import { audit } from "./audit.ts";
import { distribute } from "./distribute.ts";
import { doctor } from "./doctor.ts";
import { plan } from "./plan.ts";

const LINE = { member: "m_ada", amount: 5n };

let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "vklad-reading-"));
});

afterEach(() => rmSync(data, { recursive: true, force: true }));

const options = () => ({ data, config: "vklad.config.ts", locale: "en" }) as const;

/** What a command says, and the folder after it. */
async function said(command: () => Promise<unknown>) {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    const result = await command();
    return { result, lines: write.mock.calls.map(([text]) => `${text}`.trimEnd()) };
  } finally {
    write.mockRestore();
  }
}

test("doctor in an empty folder finds nothing wrong and makes nothing", async () => {
  const { result, lines } = await said(() => doctor(options()));

  expect(lines).toEqual([
    "✓ configuration: vklad.config.ts is valid",
    "✓ ledger: nothing yet; run `vklad run`",
    "✓ roles: nothing yet; run `vklad run`",
    "✓ landing: 0 files, each as it was written",
    "✓ snapshot: nothing yet; run `vklad run`",
    "✓ identity key: nothing yet; run `vklad run`",
    "✓ warehouse: nothing yet; run `vklad run`",
    "✓ chain: nothing yet; the process that pays makes it",
  ]);
  expect(result).toBe(true);
  expect(tracesOf(data)).toEqual([]);
});

test("plan in an empty folder names every model as missing, or as following one, and makes nothing", async () => {
  const { lines } = await said(() => plan(options()));

  expect(lines.length).toBeGreaterThan(40);
  expect(lines.filter((line) => !/ (missing|upstream:\w+)$/.test(line))).toEqual([]);
  expect(tracesOf(data)).toEqual([]);
});

test("distribute --show in an empty folder says that nothing was proposed and makes nothing", async () => {
  const { lines } = await said(() => distribute(options(), { show: true }));

  expect(lines).toEqual(["No distribution has been proposed yet."]);
  expect(tracesOf(data)).toEqual([]);
});

test("doctor names a key that is damaged, and goes on to what follows", async () => {
  mkdirSync(join(data, "keys"));
  writeFileSync(join(data, "keys", "identity.key"), "beef\n", { mode: 0o600 });
  const before = tracesOf(data);

  const { result, lines } = await said(() => doctor(options()));

  expect(lines.filter((line) => !line.startsWith("✓"))).toEqual([
    expect.stringMatching(/^✕ identity key: .* holds 2 bytes; expected 32 in hex/),
  ]);
  expect(result).toBe(false);
  expect(tracesOf(data)).toEqual(before);
});

test("audit writes a settled month and checks it, also in a folder that knows nothing of it", async () => {
  const file = join(data, "september.json");
  {
    await using given = await givenSettlement({ folder: data });
    const digest = await givenApproved(given.ledger, planOf(given.facts, [LINE]));
    await expect(audit(options(), file, { write: "2026-09" })).rejects.toThrow("distribution is");
    await settleAll(given, digest);
    await given.activities().reconcile({ digest });
  }
  const { result, lines } = await said(() => audit(options(), file, { write: "2026-09" }));
  expect([result, lines.map((line) => line[0])]).toEqual([true, ["W", ..."✓✓✓✓✓✓", "E"]]);

  const elsewhere = { ...options(), data: join(data, "nothing here"), locale: "ru" } as const;
  const checked = await said(() => audit(elsewhere, file, {}));
  expect(checked.result).toBe(true);
  expect(checked.lines.at(-2)).toBe("– не сверено с сетью: назовите её узел через --rpc");

  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace('"amount_base_units": "5"', '"amount_base_units": "6"'));
  expect((await said(() => audit(options(), file, {}))).result).toBe(false);
});

test("doctor sees a ledger that was lost, and a chain that is not its ledger's", async () => {
  {
    await using given = await givenSettlement({ folder: data });
    await settleAll(given, await givenApproved(given.ledger, planOf(given.facts, [LINE])));
  }
  const chainLine = async () => {
    const { lines } = await said(() => doctor(options()));
    return lines.find((line) => line.includes("chain:"));
  };
  expect(await chainLine()).toMatch(/^✓ chain: whole/);
  for (const end of ["", "-wal", "-shm"]) {
    const file = join(data, `ledger.db${end}`);
    if (existsSync(file)) renameSync(file, join(data, `kept.db${end}`));
  }
  expect(await chainLine()).toMatch(
    /^✕ chain: the ledger is older than the chain \(LedgerOlderError\)/,
  );

  rmSync(join(data, "chain"), { recursive: true });
  renameSync(join(data, "kept.db"), join(data, "ledger.db"));
  await (await givenSettlement({ folder: data }))[Symbol.asyncDispose]();
  expect(await chainLine()).toMatch(
    /^✕ chain: the chain is not the ledger's .+ is for the chain \w+; this one is \w+/,
  );
});
