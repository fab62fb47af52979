import { isAddress } from "./base58.ts";
import { U64_MAX } from "./bytes.ts";
import { PlanInvalidError } from "./plan-errors.ts";
import { payableLines, type Plan, type WithheldLine } from "./plan.ts";
import { isReason } from "./reason.ts";

/**
 * Throws PlanInvalidError unless the plan adds up to the unit and is in its one order. Every plan
 * ever stored keeps this: a rule added here would make old ones unreadable, unless it asks about
 * what they do not have.
 */
export function assertPlan(plan: Plan): void {
  assertShape(plan);
  assertEarlier(plan);
  assertWithheld(plan);
  assertConservation(plan);
  assertBatches(plan);
  assertShares(plan);
}

/**
 * What is asked besides before a plan enters the ledger: the points of each line are those of the
 * contributions its receipt names, and no contribution stands in two lines. Throws PlanInvalidError.
 */
export function assertProposable({ lines, shares, withheld }: Plan): void {
  const traced = new Map<string, bigint>();
  const lineOf = new Map<string, string>();
  for (const { lineId, contribution, points } of shares) {
    require((lineOf.get(contribution) ?? lineId) ===
      lineId, `contribution ${contribution} is in two lines`);
    lineOf.set(contribution, lineId);
    traced.set(lineId, (traced.get(lineId) ?? 0n) + points);
  }
  for (const { id, points } of [...lines, ...withheld.filter(isDropped)]) {
    const found = traced.get(id) ?? 0n;
    require(found ===
      points, `points of line ${id} are ${points}, its contributions have ${found}`);
  }
}

function assertShape(plan: Plan): void {
  const { chain, committee, period, revision, predecessor } = plan;
  for (const address of [chain.genesis, chain.mint, chain.treasury, chain.settler]) {
    require(isAddress(address), `${address} is no base58 address`);
  }
  require(/^\d{4}-(0[1-9]|1[0-2])$/.test(period), `period ${period} is no month like 2026-09`);
  require(Number.isInteger(revision) && revision >= 1, `revision is ${revision}`);
  require((revision === 1) ===
    (predecessor === null), `revision ${revision} has predecessor ${predecessor}`);
  for (const instant of [plan.proposedAt, plan.expiresAt]) {
    require(isInstant(instant), `${instant} is not spelt like 2026-10-05T09:00:00.000Z`);
  }
  require(plan.expiresAt > plan.proposedAt, `it expires at ${plan.expiresAt}, before it begins`);
  require(strictlySorted(committee.members, (a) => [a]), "members are unsorted or repeated");
  const { threshold, members } = committee;
  require(Number.isInteger(threshold) &&
    threshold >= 1 &&
    threshold <=
      members.length, `threshold ${threshold} cannot be reached by ${members.length} members`);
  require(strictlySorted(plan.domains, (a) => [a.domain]), "domains are unsorted or repeated");
  require(strictlySorted(plan.lines, (a) => [a.id]), "lines are unsorted or repeated");
  require(strictlySorted(plan.shares, (a) => [
    a.lineId,
    a.contribution,
  ]), "shares are unsorted or repeated");
  for (const { wallet, id } of plan.lines) {
    require(wallet === null || isAddress(wallet), `line ${id} pays to ${wallet}, no address`);
  }
}

/** What is paid out of, or goes back from, what earlier plans put into escrow. */
function assertEarlier({ policy, releases, expired, ...plan }: Plan): void {
  require(policy !== null ||
    (releases.length === 0 &&
      expired.length === 0), "it has releases or expired lines, and no policy");
  if (policy === null) return;
  const { conflictSharePpm, objectionMs, conflicted } = policy;
  require(Number.isInteger(conflictSharePpm) &&
    conflictSharePpm >= 0 &&
    conflictSharePpm <= 1_000_000, `conflictSharePpm is ${conflictSharePpm}`);
  require(Number.isSafeInteger(objectionMs) && objectionMs >= 0, `objectionMs is ${objectionMs}`);
  require(strictlySorted(conflicted, (a) => [a]), "conflicted members are unsorted or repeated");
  for (const account of conflicted)
    require(plan.committee.members.includes(account), `${account} is in conflict and no member`);
  require(strictlySorted(releases, (a) => [a.id]), "releases are unsorted or repeated");
  require(strictlySorted(expired, (a) => [a.id]), "expired lines are unsorted or repeated");
  const seen = new Set(plan.lines.map(({ id }) => id));
  for (const { id, period, amount, points } of [...releases, ...expired]) {
    require(!seen.has(id), `line ${id} is there twice`);
    seen.add(id);
    require(period < plan.period, `line ${id} is of ${period}, no earlier month`);
    require(amount > 0n && isU64(amount), `line ${id} is of ${amount} base units`);
    require(isU64(points), `line ${id} has ${points} points`);
  }
  for (const { id, wallet } of releases)
    require(isAddress(wallet), `line ${id} pays to ${wallet}, no address`);
}

/** What the committee held is in escrow as the line it is; what it dropped is nowhere else. */
function assertWithheld({ policy, lines, releases, expired, withheld, domains }: Plan): void {
  require(policy !== null || withheld.length === 0, "it has withheld lines, and no policy");
  require(strictlySorted(withheld, (a) => [a.id]), "withheld lines are unsorted or repeated");
  const own = new Map(lines.map((line) => [line.id, line]));
  const earlier = new Set([...releases, ...expired].map(({ id }) => id));
  const names = new Set(domains.map(({ domain }) => domain));
  for (const { id, word, at, reason, ...row } of withheld) {
    const line = own.get(id);
    require(!earlier.has(id), `withheld line ${id} is of an earlier month`);
    require(isReason(reason), `why line ${id} is ${word} is no plain text`);
    require(isInstant(at), `${at} is not spelt like 2026-10-05T09:00:00.000Z`);
    require(names.has(row.domain), `line ${id} is of domain ${row.domain}, which has no budget`);
    require(row.amount > 0n && isU64(row.amount), `line ${id} is of ${row.amount} base units`);
    require(isU64(row.points), `line ${id} has ${row.points} points`);
    if (word === "dropped") require(line === undefined, `line ${id} is dropped, and a line`);
    else {
      require(line?.wallet === null, `line ${id} is held, and not in escrow`);
      const differs = WITHHELD_FIELDS.find((field) => line?.[field] !== row[field]);
      require(differs === undefined, `${differs} of the held line ${id} is not the line's`);
    }
  }
}

const WITHHELD_FIELDS = ["member", "domain", "points", "amount"] as const;

function isDropped({ word }: WithheldLine): boolean {
  return word === "dropped";
}

function assertConservation({ domains, lines, releases, expired, withheld }: Plan): void {
  let total = sum(releases.map(({ amount }) => amount));
  const names = new Set(domains.map(({ domain }) => domain));
  for (const { domain, budget, carryIn, carryOut } of domains) {
    for (const amount of [budget, carryIn, carryOut])
      require(isU64(amount), `${domain}: ${amount}`);
    const paid = sum(lines.filter((line) => line.domain === domain).map(({ amount }) => amount));
    const back = sum(expired.filter((line) => line.domain === domain).map(({ amount }) => amount));
    const expiry = back === 0n ? "" : ` + expired ${back}`;
    require(paid + carryOut ===
      budget +
        carryIn +
        back, `domain ${domain}: lines ${paid} + carry ${carryOut} ≠ budget ${budget} + carry ${carryIn}${expiry}`);
    require(carryOut >= back, `domain ${domain}: carry ${carryOut} is less than expired ${back}`);
    const dropped = sum(
      withheld
        .filter((line) => line.domain === domain && isDropped(line))
        .map(({ amount }) => amount),
    );
    require(carryOut >=
      back + dropped, `domain ${domain}: carry ${carryOut} is less than dropped ${dropped}`);
    total += budget + carryIn + back;
  }
  for (const { id, domain } of expired)
    require(names.has(
      domain,
    ), `expired line ${id} is of domain ${domain}, which is none of the plan`);
  for (const { id, domain, amount, points } of lines) {
    require(names.has(domain), `line ${id} is of domain ${domain}, which has no budget`);
    require(amount > 0n && isU64(amount), `line ${id} is of ${amount} base units`);
    require(isU64(points), `line ${id} has ${points} points`);
  }
  require(isU64(total), `the total ${total} is out of u64`);
}

function assertBatches({ batches, ...plan }: Plan): void {
  const payable = new Map(payableLines(plan).map(({ id, amount }) => [id, amount]));
  const owed = sum([...payable.values()]);
  let batched = 0n;
  for (const [index, { lineIds }] of batches.entries()) {
    require(lineIds.length > 0, `batch ${index} is empty`);
    for (const id of lineIds) {
      const amount = payable.get(id);
      require(amount !== undefined, `batch ${index} holds ${id}: unknown, escrowed or paid twice`);
      batched += amount ?? 0n;
      payable.delete(id);
    }
  }
  require(payable.size === 0, `payable lines are in no batch: ${[...payable.keys()].join(", ")}`);
  require(batched === owed, `batches pay ${batched} of ${owed} base units`);
}

function assertShares({ lines, shares, withheld }: Plan): void {
  const traced = [...lines, ...withheld.filter(isDropped)];
  const open = new Map(traced.map(({ id, amount }) => [id, amount]));
  for (const { lineId, contribution, amount, points } of shares) {
    const left = open.get(lineId);
    require(left !== undefined, `share ${contribution} is of unknown line ${lineId}`);
    require(isU64(amount) && isU64(points), `share ${contribution} of ${lineId} is out of u64`);
    open.set(lineId, (left ?? 0n) - amount);
  }
  for (const [id, left] of open) {
    require(left === 0n, `shares of line ${id} miss the line by ${left} base units`);
  }
}

function require(condition: boolean, found: string): void {
  if (!condition) throw new PlanInvalidError(found);
}

/** One spelling an instant, or one digest would stand for two texts. */
function isInstant(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

function isU64(value: bigint): boolean {
  return typeof value === "bigint" && value >= 0n && value <= U64_MAX;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function strictlySorted<T>(items: readonly T[], keys: (item: T) => readonly string[]): boolean {
  return items.every((item, index) => {
    const before = items[index - 1];
    return before === undefined || isBefore(keys(before), keys(item));
  });
}

/** By code unit, never by locale: the order is part of the digest. */
function isBefore(a: readonly string[], b: readonly string[]): boolean {
  for (const [index, key] of a.entries()) {
    const other = b[index] ?? "";
    if (key !== other) return key < other;
  }
  return false;
}
