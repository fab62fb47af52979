import {
  askLink,
  chosenLinks,
  confirmLink,
  dropLink,
  type Ledger,
  type LinkChoice,
  LinkRefusedError,
  OPERATOR,
  proveLink,
  standingLinks,
  undoLinks,
  waitingLinks,
} from "../../warehouse/ledger/index.ts";
import type { AnyLedgerEvent } from "../../warehouse/ledger/index.ts";
import { givenLedger } from "../../warehouse/ledger/given.ts";
import { seededRandom } from "../seed.ts";
import {
  ACCOUNTS,
  type Builder,
  DEANERY,
  KNOWN,
  type Members,
  openBuilder,
  START,
  type Tables,
  writeBase,
} from "./base.ts";

const STEPS_MAX = 24;
const MINUTE_MS = 60_000;

export interface Played {
  readonly faults: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Draws sequences of proofs, manual links, refusals, undoings of one link and of many, on a ledger of
 * its own each. Midway who is one person is held against a walk over the links that stand; at the end
 * all that the sequence linked is undone, and every table has to be as it was at the start.
 */
export async function play(
  count: number,
  onSequence: (done: number) => void = () => undefined,
): Promise<Played> {
  const counts = new Map<string, number>();
  const faults: string[] = [];
  const add = (what: string, by = 1) => counts.set(what, (counts.get(what) ?? 0) + by);
  await using builder = await openBuilder();
  const start = await startTables(builder);
  for (let index = 0; index < count; index += 1) {
    for (const fault of await playOne({ index, builder, start, add }))
      faults.push(`sequence ${index}: ${fault}`);
    add("sequences");
    onSequence(index + 1);
  }
  return { faults, counts: Object.fromEntries(counts) };
}

async function startTables(builder: Builder): Promise<Tables> {
  await using given = givenLedger();
  await writeBase(given.ledger);
  return (await builder.tablesOf(given.ledger)).texts;
}

async function playOne(of: {
  readonly index: number;
  readonly builder: Builder;
  readonly start: Tables;
  add(what: string, by?: number): void;
}): Promise<readonly string[]> {
  const { index, builder, start, add } = of;
  const random = seededRandom(`identity ${index}`);
  await using given = givenLedger();
  const { ledger } = given;
  await writeBase(ledger);
  const tools = { ledger, random, index, add };
  let minutes = 0;
  const now = () => new Date(START.getTime() + (minutes += 1) * MINUTE_MS);
  const steps = random.whole(4, STEPS_MAX);
  for (let step = 0; step < steps; step += 1) {
    try {
      await drawStep(tools, now(), step);
    } catch (error) {
      if (!(error instanceof LinkRefusedError)) throw error;
      add(`refused: ${error.code}`);
    }
  }
  const midway = await builder.tablesOf(ledger);
  const events = await ledger.read();
  const faults = [...faultsIn(events, midway.members)];
  if (midway.texts.member_accounts !== start.member_accounts)
    add("sequences that changed something");
  const choice: LinkChoice = { from: START };
  const shown = chosenLinks(events, choice).map(({ linkId }) => linkId);
  const undo = { choice, shown, by: OPERATOR, reason: "all of it", now: now() };
  if (shown.length > 0) await undoLinks(ledger, undo);
  const end = (await builder.tablesOf(ledger)).texts;
  for (const [table, text] of Object.entries(start))
    if (end[table as keyof Tables] !== text)
      faults.push(`${table} is not as it was before the sequence`);
  add("links undone at the end", shown.length);
  return faults;
}

interface Tools {
  readonly ledger: Ledger;
  readonly random: ReturnType<typeof seededRandom>;
  readonly index: number;
  add(what: string, by?: number): void;
}

/** Whoever may say something, and somebody who may not. */
const SPEAKERS = [OPERATOR, ...DEANERY, "a_discourse_4"];

async function drawStep({ ledger, random, index, add }: Tools, now: Date, step: number) {
  const events = await ledger.read();
  const waiting = waitingLinks(events);
  const [a, b] = random.shuffled(ACCOUNTS) as unknown as (typeof ACCOUNTS)[number][];
  const common = { now, known: KNOWN };
  const accounts = [a!, b!] as const;
  const evidence = `evidence ${random.whole(1, 3)}`;
  const draw = random.whole(1, 100);
  if (draw <= 48) {
    const name = `${index} ${step}`;
    const method = random.chance(0.8) ? ("proof" as const) : ("verified_email" as const);
    const proof = { ...common, accounts, evidence, by: a!.account, method, name };
    add(`${method}: ${(await proveLink(ledger, proof)).outcome}`);
  } else if (draw <= 62) {
    const ask = { ...common, accounts, evidence, by: random.pick([...SPEAKERS, a!.account]) };
    add(`manual: ${(await askLink(ledger, ask)).outcome}`);
  } else if (draw <= 78 && waiting.length > 0) {
    const { linkId, accounts: own } = random.pick(waiting);
    const by = random.pick([...SPEAKERS, own[0].account]);
    add(`confirmed: ${(await confirmLink(ledger, { ...common, linkId, by })).outcome}`);
  } else if (draw <= 82 && waiting.length > 0) {
    const { linkId } = random.pick(waiting);
    await dropLink(ledger, { linkId, by: random.pick(SPEAKERS), reason: "no", now });
    add("dropped");
  } else {
    const choice = drawChoice(random, events);
    if (choice === null) return;
    const shown = chosenLinks(events, choice).map(({ linkId }) => linkId);
    const by = random.pick(SPEAKERS);
    const { links, undoId } = await undoLinks(ledger, { choice, shown, by, reason: "no", now });
    add(undoId === null ? "undone alone" : "undone in bulk", links.length);
  }
}

/** Never of what stood before: that is not the sequence's to undo. */
function drawChoice(random: Tools["random"], events: readonly AnyLedgerEvent[]): LinkChoice | null {
  const own = standingLinks(events).filter(
    ({ linkedAt }) => Date.parse(linkedAt) >= START.getTime(),
  );
  if (own.length === 0) return null;
  const one = random.pick(own);
  const since = { from: START };
  return random.pick<LinkChoice>([
    { linkIds: [one.linkId] },
    { linkIds: [one.linkId] },
    { ...since, method: one.method },
    { ...since, assertedBy: one.assertedBy },
    { ...since, evidence: one.evidence },
    { from: new Date(one.linkedAt) },
    { ...since, to: new Date(Date.parse(one.linkedAt) + 1) },
  ]);
}

/** An own walk over the links, in the order of their validity: nothing of the product's has a part. */
function* faultsIn(events: readonly AnyLedgerEvent[], members: Members): Generator<string> {
  const revoked = new Set(
    events.flatMap(({ kind, payload }) => (kind === "link_revoked" ? [payload.link_id] : [])),
  );
  const links = events
    .flatMap(({ kind, payload }) =>
      kind === "account_linked" && !revoked.has(payload.link_id) ? [payload] : [],
    )
    .toSorted((a, b) => (`${a.valid_from} ${a.link_id}` < `${b.valid_from} ${b.link_id}` ? -1 : 1));
  const groups: Set<string>[] = [];
  const groupOf = (account: string) => {
    const found = groups.find((group) => group.has(account)) ?? new Set([account]);
    if (!groups.includes(found)) groups.push(found);
    return found;
  };
  for (const { account_a, account_b } of links) {
    const [a, b] = [groupOf(account_a), groupOf(account_b)];
    if (a === b || (countOf("discourse", a) > 0 && countOf("discourse", b) > 0)) continue;
    groups.splice(groups.indexOf(b), 1);
    for (const account of b) a.add(account);
  }
  const sorted = (some: Iterable<Iterable<string>>) =>
    [...some]
      .map((group) => [...group].toSorted().join(", "))
      .toSorted()
      .join("; ");
  const expected = sorted(groups.filter(({ size }) => size > 1));
  const found = [...Map.groupBy(members.keys(), (account) => members.get(account)).values()];
  const several = found.filter(({ length }) => length > 1);
  if (sorted(several) !== expected)
    yield `members are ${sorted(several)}; by the links they are ${expected}`;
  for (const accounts of several)
    for (const system of ["discourse", "telegram"])
      if (countOf(system, accounts) > 1)
        yield `one person has two of ${system}: ${accounts.join()}`;
}

function countOf(system: string, accounts: Iterable<string>): number {
  return [...accounts].filter((account) => account.startsWith(`a_${system}_`)).length;
}
