/** A committee's treasury from its making to a paid month, by the commands that people type. */
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "vitest";

import { givenApproved, planOf, settleBatch, TWENTY } from "../../activities/settlement/given.ts";
import { tokenAccountOf } from "../../activities/settlement/recipients.ts";
import { givenSigner } from "../../activities/settlement/signer/given.ts";
import { createSettlementActivities } from "../../activities/settlement/settlement.ts";
import { dataFolder } from "../../app/community/data-folder.ts";
import demo from "../../vklad.config.ts";
import { ada, bob, eva, givenCommittee, NOON } from "../../warehouse/ledger/given.ts";
import { openLedger } from "../../warehouse/ledger/index.ts";
import { ROOT } from "../check/tools.ts";
import { seededKeyPair } from "../seed.ts";
import { rawPublicKey } from "../../activities/settlement/chain/raw-public-key.ts";
import { addressText } from "../../activities/settlement/chain/transaction/programs.ts";
import { type OnSurfpool, testOnSurfpool } from "./given-surfpool.ts";

const THREE = TWENTY.slice(0, 3);
const TOTAL = THREE.reduce((sum, { amount }) => sum + amount, 0n);

const DRAIN_MS = 500;

/** Files as `solana-keygen` writes them, and the address of each. */
function memberKeys(root: string) {
  const folder = join(root, "member-keys");
  mkdirSync(folder, { mode: 0o700 });
  return ["anna", "boris", "vera"].map((name) => {
    const { privateKey, publicKey } = seededKeyPair(`member ${name}`);
    const seed = privateKey.export({ type: "pkcs8", format: "der" }).subarray(-32);
    const raw = rawPublicKey(publicKey);
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify([...seed, ...raw]), { mode: 0o600 });
    return { file, address: addressText(raw) };
  });
}

function givenFolder({ net, facts }: OnSurfpool) {
  const root = mkdtempSync(join(tmpdir(), "vklad-treasury-"));
  const folder = dataFolder(join(root, "data"));
  mkdirSync(folder.keys, { recursive: true, mode: 0o700 });
  const key = JSON.stringify([...net.payerSecretKey]);
  writeFileSync(join(folder.keys, "settler.json"), key, { mode: 0o600 });
  const config = join(root, "config.mjs");
  const configure = (treasury: string) => {
    const { mint, settler } = facts;
    const settlement = { cluster: net.rpcUrl, mint, treasury, settler };
    const community = { ...demo, demo: undefined, settlement };
    writeFileSync(config, `export default ${JSON.stringify(community)}`);
  };
  configure(facts.treasury);
  return {
    ...{ root, folder, configure },
    async vklad(...args: readonly string[]) {
      const common = ["--data", folder.root, "--config", config, "--locale", "en"];
      const at = ["--as-of", NOON.toISOString()];
      return await new Promise<string>((done) => {
        const main = join(ROOT, "app/cli/main.ts");
        execFile(process.execPath, [main, ...common, ...at, ...args], (_error, stdout, stderr) =>
          done(stdout + stderr),
        );
      });
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

testOnSurfpool(
  "a committee makes its treasury, allows a month by signatures in two files, and the month is paid",
  async (on) => {
    const { chain, facts, net, settler } = on;
    // Commands take seconds, and a net of which nobody reads the events stands still.
    using _draining = every(DRAIN_MS, () => net.drainEvents());
    using given = givenFolder(on);
    const { configure, folder, root, vklad } = given;
    const [anna, boris, vera] = memberKeys(root) as [Member, Member, Member];

    const members = [anna, boris, vera].map(({ address }) => address);
    const made = await vklad("treasury", "make", "--member", ...members, "--threshold", "2");
    const treasury = /treasury: "(\w+)", \/\/ owner: (\w+)/.exec(made);
    const [, account = "", multisig = ""] = treasury ?? [made];
    expect(account).not.toBe("");
    net.setTokenAccount(multisig, facts.mint, { amount: Number(TOTAL) * 2 });
    configure(account);

    await using ledger = openLedger({ ...folder.ledger, clock: () => NOON });
    await givenCommittee(ledger, [ada, bob, eva]);
    const plan = planOf({ ...facts, treasury: account }, THREE, { perBatch: 3 });
    const digest = await givenApproved(ledger, plan);
    const file = join(root, "september.json");
    const copy = join(root, "september-of-vera.json");
    const by = ["--by", anna.address, vera.address];
    expect(await vklad("treasury", "allow", "2026-09", "--write", file, ...by)).toContain(
      `ALLOWS the settler to spend 6.703701 tokens (${TOTAL})`,
    );
    copyFileSync(file, copy);
    expect(await vklad("treasury", "sign", file, "--key", anna.file)).toContain(
      `${anna.address}: has signed`,
    );
    expect(await vklad("treasury", "sign", copy, "--key", vera.file)).toContain(
      `for plan 2026-09 ${digest.slice(0, 12)}`,
    );
    expect(await vklad("treasury", "send", file)).toContain(`the signature of ${vera.address}`);
    expect(await vklad("treasury", "send", file, copy)).toContain("Final on the chain: ");
    expect(await vklad("treasury", "send", file, copy)).toContain("another was sent after it");
    expect(await vklad("treasury")).toContain(`Exactly what is left to pay is allowed`);

    const clock = { now: () => NOON.getTime() };
    const activities = createSettlementActivities({
      ...{ ledger, chain, clock },
      signer: givenSigner({ settler, ledger, clock }),
      limits: { watchMs: 3_000, lookEveryMs: 50 },
    });
    await activities.checkSettleable({ digest });
    expect(await settleBatch(activities, { digest, batch: 0 })).toBe("paid");
    expect(await activities.reconcile({ digest })).toMatchObject({ difference_base_units: "0" });
    const { values } = await chain.accounts([account], "finalized");
    expect(tokenAccountOf(values[0] ?? null)).toMatchObject({
      ...{ owner: multisig, amount: TOTAL, delegate: null, allowance: 0n },
    });
  },
);

function every(ms: number, act: () => unknown): Disposable {
  const timer = setInterval(act, ms);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

type Member = ReturnType<typeof memberKeys>[number];
