/** Who is who on a whole community: what is suggested, and what undoing a link would change. */
import { readFileSync } from "node:fs";

import { afterAll, beforeAll, expect, test } from "vitest";

import { compareWithTruth } from "../../app/demo/verify/agreement.ts";
import { type Effect, effectOfUndo } from "../../app/identity/effect-of-undo.ts";
import { publishedPeople } from "../../app/identity/published-people.ts";
import type { NativeAccount } from "../../demo/protocol.ts";
import type { Truth } from "../../demo/truth/truth.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { OPERATOR, undoLinks } from "../../warehouse/ledger/index.ts";
import { vklad } from "./cli.ts";
import { type GivenCommunity, givenCommunity } from "./given-community.ts";
import { AS_OF, type GivenRun, openRun, startAt } from "./open-run.ts";

let given: GivenCommunity;
let folder: string;

beforeAll(async () => {
  given = await givenCommunity();
  folder = given.emptyFolder();
  await using run = await openRun({ folder, hello: given.hello });
  await run.refresh();
  await run.distribute();
});

afterAll(() => given[Symbol.asyncDispose]());

const truth = () => JSON.parse(readFileSync(given.hello.truthFile, "utf8")) as Truth;
const cli = (...args: string[]) => vklad([...args, "--data", folder, "--as-of", AS_OF]);

/** A trainee whose accounts of club and workbooks are proven to be one person's, by that link. */
function linkedTrainee() {
  const { people, proofs } = truth();
  const keyOf = ({ source, nativeId }: NativeAccount) => `${source}:${nativeId}`;
  const linked = new Set(proofs.map((pair) => pair.map(keyOf).toSorted().join(" ")));
  for (const { kind, person, name, accounts } of people) {
    const club = accounts.find(({ source }) => source === "discourse");
    const book = accounts.find(({ source }) => source === "nocodb");
    if (kind !== "trainee" || club === undefined || book === undefined) continue;
    const [one, other] = [keyOf(club), keyOf(book)];
    if (linked.has([one, other].toSorted().join(" ")))
      return { linkId: `demo-link-${person}`, name, club: one, book: other };
  }
  throw new Error("Nobody of the demo has proven both.");
}

async function effectIn(at: string, linkIds: readonly string[]): Promise<Effect> {
  const { config, identity, clock, folder: dirs } = startAt(at);
  await using run = await openRun({ folder: at, hello: given.hello });
  return await effectOfUndo(linkIds, {
    landing: openLanding(dirs.landing),
    ledger: run.system.ledger,
    identity,
    timeZone: config.community.timeZone,
    paidFrom: config.distributions.from,
    now: clock.now(),
  });
}

/** What plans read of these accounts' members, as the warehouse has it after a run. */
async function standsIn(run: GivenRun, accounts: readonly string[]) {
  const members = await run.rows("member_accounts");
  const own = members.filter(({ account_key }) => accounts.includes(account_key));
  const points = await run.rows("member_domain_points");
  const wallets = await run.rows("member_wallets");
  return [...new Set(own.map(({ member_id }) => member_id))].map((id) => ({
    accounts: own.filter(({ member_id }) => member_id === id).map(({ account_key }) => account_key),
    points: points
      .filter((row) => row.member_id === id && row.period === "2026-09" && row.points !== 0n)
      .map((row) => `${row.domain} ${row.points}`)
      .toSorted(),
    wallet: wallets.find(({ member_id }) => member_id === id)?.wallet ?? null,
  }));
}

test("nobody is merged wrongly, and who stands apart is among the first three suggestions", async () => {
  await using run = await openRun({ folder, hello: given.hello });

  const { identity } = await compareWithTruth(run.system, given.hello.truthFile);

  expect(identity.people).toBeGreaterThan(10);
  expect(identity.apart).toBeGreaterThan(0);
  expect(identity.provable).toBeGreaterThan(10);
  expect(identity).toMatchObject({
    ...{ wrong_merges: 0, proven: identity.provable, apart_found: identity.apart },
  });
});

test("what undoing a link would change is what it then changes", async () => {
  const at = given.copyOf(folder);
  const { linkId } = linkedTrainee();
  const shown = [linkId];
  const effect = await effectIn(at, shown);
  const accounts = effect.before.flatMap((one) => one.accounts);
  expect(effect.before).toHaveLength(1);
  expect(effect.after).toHaveLength(2);
  expect(effect.before[0]?.points.length).toBeGreaterThan(0);

  await using run = await openRun({ folder: at, hello: given.hello });
  const start = await run.rows("member_domain_points");
  const undo = { choice: { linkIds: shown }, shown, by: OPERATOR, reason: "a mistake" };
  await undoLinks(run.system.ledger, { ...undo, now: new Date(AS_OF) });
  await run.refresh();

  const after = effect.after.map((one) => ({
    accounts: one.accounts,
    points: one.points.map((row) => `${row.domain} ${row.points}`).toSorted(),
    wallet: one.wallet,
  }));
  const stands = await standsIn(run, accounts);
  expect(new Set(stands.map((one) => JSON.stringify(one)))).toEqual(
    new Set(after.map((one) => JSON.stringify(one))),
  );
  expect(await run.rows("member_domain_points")).not.toEqual(start);
});

test("the command shows an undo in points and wallets, and does it only where it is told to", async () => {
  const { linkId, club, name } = linkedTrainee();
  const undo = ["identity", "unlink", linkId, "--reason", "a mistake"];

  const shown = await cli(...undo);

  expect(shown).toMatchObject({ exitCode: 0, err: "" });
  expect(shown.out).toContain("Links that would be undone: 1\n");
  expect(shown.out).toMatch(/\n {2}now:\n(.*\n)*.*2026-09 \w+: [\d.]+ points\n(.*\n)* {2}then:\n/);
  expect(shown.out).toContain("no wallet: what is due is kept");
  expect(shown.out).toContain("Nothing was undone.");
  const why = await cli("identity", "why", club);
  expect(why.out.match(new RegExp(name, "g"))?.length).toBeGreaterThanOrEqual(2);
  expect(why.out).toContain(`${linkId}  a proof`);
  const [before] = await linesOfWhy(club);

  const done = await cli(...undo, "--yes");

  expect(done.out).toContain("Links undone: 1\n");
  const [after, text] = await linesOfWhy(club);
  expect(before).toBeGreaterThanOrEqual(2);
  expect(after).toBe(before - 1);
  expect(text).toContain("(a mistake)");
});

async function linesOfWhy(account: string): Promise<[number, string]> {
  const { out } = await cli("identity", "why", account);
  const head = out.slice(0, out.indexOf("demo-link"));
  return [head.trim().split("\n").length - 1, out];
}

test("suggestions, words and conflicts pass through the terminal, and none of them links alone", async () => {
  const people = await publishedPeople(startAt(folder).folder.snapshots);
  const [first] = people.suggestions;
  const [a = "", b = ""] = first?.accounts ?? [];

  const suggested = await cli("identity", "suggest", a);
  expect(suggested.out).toContain(a);
  expect(suggested.out).toContain(b);
  expect(suggested.out).toContain("one name");
  const asked = await cli("identity", "link", a, b, "--evidence", "ticket 7");
  expect(asked.out).toContain("waits for a second word");
  const conflicts = await cli("identity", "conflicts");
  const [linkId = ""] = /^[0-9a-f-]{36}/m.exec(conflicts.out) ?? [];
  const confirmed = await cli("identity", "confirm", linkId);
  expect(confirmed).toMatchObject({ exitCode: 1, err: expect.stringContaining("(own_word)") });
  const dropped = await cli("identity", "refuse", linkId, "--reason", "namesakes");
  expect(dropped.out).toContain("Dropped");

  expect((await cli("identity", "conflicts")).out).toBe("Nothing waits.\n");
});
