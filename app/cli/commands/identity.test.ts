/** Who is who, from the machine: what an operator types, before anything has been read. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { openLedger, proveLink, standingLinks } from "../../../warehouse/ledger/index.ts";
import { openIdentityKey } from "../../community/identity-key.ts";
import { NOBODY } from "../../gateway/given-gateway.ts";
import {
  identityConfirm,
  identityDeclare,
  identityLink,
  identityRefuse,
  identityUnlink,
} from "./identity.ts";
import { identityConflicts, identitySuggest, identityWhy } from "./identity-show.ts";

const NOW = "2026-10-05T09:00:00Z";
let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "vklad-identity-"));
});

afterEach(() => rmSync(data, { recursive: true, force: true }));

const options = (more: object = {}) => {
  return { data, config: "vklad.config.ts", locale: "en", asOf: NOW, ...more } as const;
};

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
const keyOf = (source: string, id: string) =>
  openIdentityKey(join(data, "keys")).accountKey(source, id);

/** By a proof, as a gateway makes it. */
async function givenLink(): Promise<string> {
  await using ledger = open();
  const named = (source: string, id: string) => {
    return { account: keyOf(source, id), system: source };
  };
  const { linkId } = await proveLink(ledger, {
    accounts: [named("discourse", "42"), named("nocodb", "usx1")],
    ...{ method: "proof", name: "code 1", evidence: "a code", by: keyOf("discourse", "42") },
    ...{ now: new Date(NOW), known: NOBODY },
  });
  return linkId;
}

test("what the machine asks for waits, and the machine neither confirms nor forgets it", async () => {
  const asked = await said(() =>
    identityLink(options(), ["discourse:42", "nocodb:usx1"], { evidence: "ticket 7" }),
  );
  const [linkId = ""] = /^[0-9a-f-]{36}/m.exec(asked) ?? [];

  expect(asked).toContain(`${keyOf("discourse", "42")} (seen in no source)`);
  expect(asked).toContain(`${linkId}  waits for a second word`);
  await expect(identityConfirm(options(), linkId.slice(0, 8))).rejects.toMatchObject({
    code: "own_word",
  });
  const waiting = await said(() => identityConflicts(options()));
  expect(waiting).toContain("two people's word, said by the operator");
  expect(await said(() => identityRefuse(options(), [linkId], { reason: "namesakes" }))).toBe(
    `Dropped: ${linkId}\n`,
  );
  expect(await said(() => identityConflicts(options()))).toBe("Nothing waits.\n");
});

test("a link is undone where it is said so, and not where it is only looked at", async () => {
  const linkId = await givenLink();
  const reason = { reason: "a mistake" };
  const standing = async () => {
    await using ledger = open();
    return standingLinks(await ledger.read()).length;
  };

  const shown = await said(() => identityUnlink(options(), [linkId], { ...reason, yes: false }));
  expect(shown).toContain("Links that would be undone: 1");
  expect(shown).toContain("Nothing was undone.");
  expect(await standing()).toBe(1);
  const by = { ...reason, by: "discourse:42", yes: true };
  expect(await said(() => identityUnlink(options(), [], by))).toContain("Links undone: 1");
  expect(await standing()).toBe(0);
});

test("why an account is whose is said as of an instant, with what was undone since", async () => {
  const linkId = await givenLink();
  const why = (more: object, known: object) =>
    said(() => identityWhy(options(more), "discourse:42", known));
  const joined = (text: string) => text.split(linkId)[0]?.trim().split("\n").length;
  const later = "2026-10-05T12:00:00Z";
  const undo = { reason: "a mistake", yes: true };
  const before = await why({ asOf: "2026-10-05T08:00:00Z" }, {});
  expect([joined(before), joined(await why({}, {}))]).toEqual([2, 3]);

  await said(() => identityUnlink(options({ asOf: later }), [linkId], undo));

  expect(joined(await why({}, {}))).toBe(2);
  const then = await why({}, { known: "2026-10-05T10:00:00Z" });
  expect(joined(then)).toBe(3);
  expect(then).toContain(`undone ${later.replace("Z", "")}`);
});

test("a bot has an owner by the operator's word, and is a person again by it", async () => {
  const owner = { owner: "discourse:42", reason: "a bridge" };

  const bot = await said(() =>
    identityDeclare(options(), "nocodb:usx1", { ...owner, actor: "bot" }),
  );
  const person = { actor: "person", reason: "a mistake" } as const;
  const again = await said(() => identityDeclare(options(), "nocodb:usx1", person));

  expect(bot).toBe(`Declared: bot, owner ${keyOf("discourse", "42")} (seen in no source)\n`);
  expect(again).toBe("Declared: a person\n");
});

test("two that were called two people, and what is no account or link, is said in words", async () => {
  const two = ["discourse:42", "nocodb:usx1"];
  expect(await said(() => identityRefuse(options(), two, { reason: "sisters" }))).toContain(
    "they are two people",
  );
  expect(await said(() => identitySuggest(options(), undefined))).toContain("`vklad run` first");
  const mistyped = identityLink(options(), ["dicsourse:1", "nocodb:x"], { evidence: "?" });
  await expect(mistyped).rejects.toMatchObject({ name: "AccountOptionError" });
  await expect(identityConfirm(options(), "12345678")).rejects.toMatchObject({
    name: "LinkOptionError",
  });
  const undo = { from: "yesterday", reason: "?", yes: true };
  await expect(identityUnlink(options(), [], undo)).rejects.toMatchObject({
    name: "InstantOptionError",
  });
});
