/** One-time codes: what is shown where, by whom, and in which session it then links what. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { hypothesisProof } from "../../../sources/hypothesis/proof.ts";
import type { Json } from "../../../sources/source.ts";
import { openLanding } from "../../../warehouse/landing/index.ts";
import { standingLinks, waitingLinks } from "../../../warehouse/ledger/index.ts";
import { account, givenLinks } from "../../../warehouse/ledger/people/links/given-links.ts";
import type { Principal, Published } from "../data/principal.ts";
import { NOBODY } from "../given-gateway.ts";
import { createCodeDesk } from "./codes.ts";

const ANNA = account("anna in the club", "discourse");
const BORIS = account("boris in the club", "discourse");
const CLUB = [ANNA.account, BORIS.account];
const MINUTE_MS = 60_000;
const HYPOTHESIS = { system: "hypothesis" };
const TELEGRAM = { system: "telegram" };
const SESSION = "the session that asked";

const principal = ({ account: key }: typeof ANNA): Principal => ({
  ...{ account: key, memberId: "m", name: "?", roles: ["trainee"], cohorts: new Map() },
});
const anna = principal(ANNA);

/** Annotations land as they were written; of the bot, all that it told and whom. */
async function givenCodes() {
  const given = await givenLinks();
  const dir = mkdtempSync(join(tmpdir(), "vklad-codes-"));
  const landing = openLanding(dir);
  const told: { readonly to: string; readonly text: string }[] = [];
  let wakeCount = 0;
  let isSilent = false;
  const wake = () => void (wakeCount += 1);
  const shown = { system: "discourse", name: "Анна", handle: "Anna.K", actor: null };
  const people = {
    ...NOBODY,
    systemOf: (key: string) => (CLUB.includes(key) ? "discourse" : null),
    accounts: new Map([[ANNA.account, { ...shown, account: ANNA.account, memberId: "m" }]]),
  };
  const published = { people, nameOf: () => "Анна" } as unknown as Published;
  const accountOf = (nativeId: string) => account(`a stranger's ${nativeId}`).account;
  const proof = {
    ...hypothesisProof,
    namespace: "telegram",
    stream: "telegram_messages",
  };
  const talk = {
    addressFor: async (code: string) => `https://t.me/vklad_bot?start=${code}`,
    async tell(to: string, text: string) {
      if (isSilent) throw new Error("blocked by the user");
      told.push({ to, text });
    },
  };
  const desk = createCodeDesk({
    systems: new Map([
      ["hypothesis", { proof: hypothesisProof, talk: null, accountOf, wake }],
      ["telegram", { proof, talk, accountOf, wake }],
    ]),
    landing,
    ledger: given.ledger,
    now: () => given.clock.now,
    published: () => published,
    words: (asker, number) => `${asker} ${number}`,
  });
  let cursor = 0;
  /** Lands what somebody wrote. */
  async function write(user: string, text: string, stream = hypothesisProof.stream) {
    const records = [{ id: `${(cursor += 1)}`, user, text }] as unknown as Json[];
    const page = { records, quarantined: [], cursor, done: true };
    const until = given.clock.now.toISOString();
    await landing.write(stream, page, { until, primaryKey: ["id"] });
  }
  async function ask(of = HYPOTHESIS, sessionId = SESSION) {
    return (await desk.ask(anna, of, sessionId)).codes.find((one) => one.system === of.system)!;
  }
  return {
    ...{ ...given, desk, told, write, ask },
    wakeCount: () => wakeCount,
    beSilent: (silent: boolean) => (isSilent = silent),
    pass: (ms: number) => (given.clock.now = new Date(given.clock.now.getTime() + ms)),
    async [Symbol.asyncDispose]() {
      rmSync(dir, { recursive: true });
      await given[Symbol.asyncDispose]();
    },
  };
}

const found = { ...HYPOTHESIS, number: null };
const H_USER = "acct:anna@hypothes.is";
const STRANGER = "acct:mallory@hypothes.is";

test("a code in a note links whoever wrote it with the account of the session that asked", async () => {
  await using given = await givenCodes();
  const { desk, ledger, write, ask } = given;
  await write(H_USER, "An older note.");
  const { code } = await ask();
  expect(code).toMatch(/^vklad-annak-[a-z2-7]{26}$/);
  expect((await desk.look(anna, HYPOTHESIS, SESSION)).codes).toMatchObject([{ state: "waiting" }]);
  await write(H_USER, `For the club: ${code}.`);

  const looked = await desk.look(anna, HYPOTHESIS, SESSION);
  const used = await desk.use(anna, found, SESSION);

  expect(looked.codes).toMatchObject([{ state: "found", shownBy: H_USER }]);
  expect(used).toMatchObject({ codes: [], outcome: "linked" });
  expect(standingLinks(await ledger.read())).toMatchObject([
    {
      ...{ a: ANNA.account, b: account(`a stranger's ${H_USER}`).account, method: "proof" },
      ...{ assertedBy: ANNA.account, evidence: "code:hypothesis" },
      systems: ["discourse", "hypothesis"],
    },
  ]);
});

test("a stolen code used in another session, for another account, twice or late links nothing", async () => {
  await using given = await givenCodes();
  const { desk, ledger, write, ask, pass } = given;
  const { code } = await ask();
  await write(H_USER, code);
  const none = { name: "DeskRefusal", code: "no_code" };

  await expect(desk.use(anna, found, "another session")).rejects.toMatchObject(none);
  await expect(desk.use(principal(BORIS), found, SESSION)).rejects.toMatchObject(none);
  expect(standingLinks(await ledger.read())).toEqual([]);

  await desk.use(anna, found, SESSION);
  await expect(desk.use(anna, found, SESSION)).rejects.toMatchObject(none);
  const late = await ask();
  await write(H_USER, late.code);
  await desk.look(anna, HYPOTHESIS, SESSION);
  pass(20 * MINUTE_MS);
  await expect(desk.use(anna, found, SESSION)).rejects.toMatchObject(none);
  expect(standingLinks(await ledger.read())).toHaveLength(1);
});

test("two uses of one code at once link once", async () => {
  await using given = await givenCodes();
  const { code } = await given.ask();
  await given.write(H_USER, code);

  const uses = [1, 2].map(() => given.desk.use(anna, found, SESSION));
  const outcomes = (await Promise.allSettled(uses)).map(({ status }) => status).toSorted();

  expect(outcomes).toEqual(["fulfilled", "rejected"]);
  expect(standingLinks(await given.ledger.read())).toHaveLength(1);
});

test("a code that two accounts show says nothing, also where the second one copied it", async () => {
  await using given = await givenCodes();
  const { desk, ledger, write, ask } = given;
  const { code } = await ask();
  await write(H_USER, code);
  await desk.look(anna, HYPOTHESIS, SESSION);
  await write(STRANGER, `Look what she wrote: ${code}`);

  const used = desk.use(anna, found, SESSION);

  await expect(used).rejects.toMatchObject({ code: "shown_by_two" });
  await expect(desk.use(anna, found, SESSION)).rejects.toMatchObject({ code: "no_code" });
  expect(standingLinks(await ledger.read())).toEqual([]);
});

test("nobody's note, another code, and a part of one show nothing; the stream is read meanwhile", async () => {
  await using given = await givenCodes();
  const { desk, write, ask, wakeCount, pass } = given;
  const first = await ask();
  const { code } = await ask();
  for (const text of [first.code, code.slice(0, -1), `${code}x`, "", `x${code}`])
    await write(H_USER, text);

  for (let looks = 0; looks < 3; looks += 1) await desk.look(anna, HYPOTHESIS, SESSION);
  expect(wakeCount()).toBe(1);
  pass(MINUTE_MS);

  const used = desk.use(anna, found, SESSION);
  await expect(used).rejects.toMatchObject({ code: "not_shown" });
  expect(wakeCount()).toBe(2);
});

test("where the system lets us answer, a code is used by the number that its holder was told", async () => {
  await using given = await givenCodes();
  const { desk, ledger, told, write, ask } = given;
  const { code, address } = await ask(TELEGRAM);
  expect(address).toBe(`https://t.me/vklad_bot?start=${code}`);
  await write("77", code, "telegram_messages");

  const looked = await desk.look(anna, TELEGRAM, SESSION);
  await desk.look(anna, TELEGRAM, SESSION);
  expect(looked.codes).toMatchObject([{ state: "number", shownBy: null }]);
  expect(told).toEqual([{ to: "77", text: expect.stringMatching(/^Анна \d{6}$/) }]);
  const number = told[0]?.text.slice(-6) ?? "";
  const without = desk.use(anna, { ...TELEGRAM, number: null }, SESSION);
  await expect(without).rejects.toMatchObject({ code: "wrong_number" });

  const used = await desk.use(anna, { ...TELEGRAM, number }, SESSION);

  expect(used.outcome).toBe("linked");
  expect(standingLinks(await ledger.read())).toMatchObject([{ evidence: "code:telegram" }]);
});

test("who guesses the number three times has no code any more", async () => {
  await using given = await givenCodes();
  const { desk, told, write, ask, ledger } = given;
  const { code } = await ask(TELEGRAM);
  await write("77", code, "telegram_messages");
  await desk.look(anna, TELEGRAM, SESSION);
  const number = told[0]?.text.slice(-6) ?? "";
  const wrong = `${(Number(number) + 1) % 1_000_000}`.padStart(6, "0");

  for (let tries = 0; tries < 3; tries += 1) {
    const guess = desk.use(anna, { ...TELEGRAM, number: wrong }, SESSION);
    await expect(guess).rejects.toMatchObject({ code: "wrong_number" });
  }

  const right = desk.use(anna, { ...TELEGRAM, number }, SESSION);
  await expect(right).rejects.toMatchObject({ code: "no_code" });
  expect(standingLinks(await ledger.read())).toEqual([]);
});

test("a holder who could not be told is told at the next look", async () => {
  await using given = await givenCodes();
  const { desk, told, write, ask, beSilent } = given;
  const { code } = await ask(TELEGRAM);
  await write("77", code, "telegram_messages");
  beSilent(true);
  const looked = desk.look(anna, TELEGRAM, SESSION);
  await expect(looked).rejects.toMatchObject({ code: "not_told" });
  beSilent(false);

  await desk.look(anna, TELEGRAM, SESSION);

  expect(told).toHaveLength(1);
});

test("what is proven and contradicts waits for a person, and is said so", async () => {
  await using given = await givenCodes();
  const { desk, ledger, write, ask } = given;
  const { code } = await ask();
  await write(H_USER, code);
  await desk.use(anna, found, SESSION);
  const boris = principal(BORIS);
  const second = (await desk.ask(boris, HYPOTHESIS, "his session")).codes[0]!;
  await write(H_USER, second.code);

  const used = await desk.use(boris, found, "his session");

  expect(used.outcome).toBe("contradicts");
  expect(standingLinks(await ledger.read())).toHaveLength(1);
  expect(waitingLinks(await ledger.read())).toHaveLength(1);
});

test("a system in which nothing is proven has no code", async () => {
  await using given = await givenCodes();

  const asked = given.desk.ask(anna, { system: "nocodb" }, SESSION);

  await expect(asked).rejects.toMatchObject({ code: "not_provable" });
});
