/** Keys and roles from the machine: what an operator types before a committee has its pages. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { base58Encode, keyIdOf, offchainMessage } from "../../../warehouse/ledger/index.ts";
import { openLedger } from "../../../warehouse/ledger/index.ts";
import { givenPerson } from "../../../warehouse/ledger/given.ts";
import { openIdentityKey } from "../../community/identity-key.ts";
import { stores } from "./doctor-stores.ts";
import { start } from "../../runtime/start.ts";
import { keysConfirm, keysList, keysRegister } from "./keys.ts";

const NOW = "2026-10-05T09:00:00Z";
let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "vklad-keys-"));
});

afterEach(() => rmSync(data, { recursive: true, force: true }));

const options = () => ({ data, config: "vklad.config.ts", locale: "en", asOf: NOW }) as const;

async function said(command: () => Promise<unknown>): Promise<string> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    await command();
    return write.mock.calls.map(([text]) => `${text}`).join("");
  } finally {
    write.mockRestore();
  }
}

const open = () => openLedger({ file: join(data, "ledger.db"), clock: () => new Date(NOW) });

/** Members 1 and 2 of the club sit on the committee. */
async function givenCommitteeOf2() {
  const { accountKey } = openIdentityKey(join(data, "keys"));
  await using ledger = open();
  const dates = { valid_from: "2026-01-01T00:00:00Z", valid_to: null };
  for (const id of ["1", "2"]) {
    const payload = { account: accountKey("discourse", id), role: "committee", stream: null };
    await ledger.append("role_granted", { ...payload, ...dates }, { actor: "configuration" });
  }
  return accountKey;
}

test("an air-gapped key is registered by what `solana` signs, and the first one confirmed once", async () => {
  const accountKey = await givenCommitteeOf2();
  const [cold, warm] = [givenPerson("a cold key"), givenPerson("a warm key")];
  const keyOf = (person: typeof cold, account: string) => {
    return { account, publicKey: base58Encode(Buffer.from(person.publicKey, "base64")) };
  };

  const asked = await said(() => keysRegister(options(), keyOf(cold, "discourse:1")));
  const text = asked.trim().split("\n").at(-1) ?? "";
  expect(text).toBe(`Vklad key registration | ${accountKey("discourse", "1")} | ${cold.publicKey}`);
  const signature = base58Encode(Buffer.from(cold.sign(offchainMessage(text)), "base64"));
  await said(() => keysRegister(options(), { ...keyOf(cold, "discourse:1"), signature }));
  const ownText = text.replace(cold.publicKey, warm.publicKey);
  await said(() =>
    keysRegister(options(), { ...keyOf(warm, "discourse:1"), signature: warm.sign(ownText) }),
  );
  const coldId = keyIdOf(cold.publicKey);
  await said(() => keysConfirm(options(), coldId.slice(0, 16), { reason: "ticket 7" }));
  const again = said(() => keysConfirm(options(), keyIdOf(warm.publicKey), { reason: "ticket 8" }));
  await expect(again).rejects.toMatchObject({ code: "committee_confirms" });

  const owner = accountKey("discourse", "1");
  expect((await said(() => keysList(options()))).trim().split("\n")).toEqual([
    `${coldId}  ${owner}  counts, confirmed by the operator from the machine (ticket 7)`,
    `${keyIdOf(warm.publicKey)}  ${owner}  waits for a confirmation`,
  ]);
});

test("doctor names the ends of roles that wait for somebody's word", async () => {
  const accountKey = await givenCommitteeOf2();
  const account = accountKey("discourse", "2");
  const look = async () => stores["roles"]?.(await start(options()));
  expect(await look()).toEqual({ text: "no end of a role waits to be confirmed" });
  const asked = { account, role: "committee", stream: null, valid_from: "2026-01-01T00:00:00Z" };
  const end = { valid_to: null, reason: "removed" as const };
  await using ledger = open();
  await ledger.append("role_end_asked", { ...asked, ...end }, { actor: "configuration" });

  expect(await look()).toMatchObject({
    isOpen: true,
    text: expect.stringContaining(`committee of ${account} to end, asked 2026-10-05T09:00:00`),
  });
});
