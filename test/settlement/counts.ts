import { KINDS, type Kind } from "./kinds.ts";
import { playNaively } from "./naive.ts";
import { play, type Played } from "./play.ts";

/** Sums over runs, which add up over processes. */
export interface Counts {
  runs: number;
  kinds: Record<Kind, number>;
  paidTwice: number;
  unpaidCalledPaid: number;
  lost: number;
  wrong: number;
  deadEnds: number;
  adopted: number;
  settled: number;
  naivePaidTwice: number;
  naiveRuns: number;
}

export function noCounts(): Counts {
  return {
    runs: 0,
    paidTwice: 0,
    unpaidCalledPaid: 0,
    lost: 0,
    wrong: 0,
    deadEnds: 0,
    adopted: 0,
    settled: 0,
    naivePaidTwice: 0,
    naiveRuns: 0,
    kinds: Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>,
  };
}

/** Plays one seed by our settler and by the naive one; `found` is what should never be. */
export async function playAndCount(
  seed: number,
  counts: Counts,
  without: readonly Kind[] = [],
): Promise<readonly string[]> {
  const played = await play(seed, undefined, without);
  const naive = await playNaively(seed);
  counts.runs += 1;
  for (const kind of played.kinds) counts.kinds[kind] += 1;
  for (const name of ["paidTwice", "unpaidCalledPaid", "lost", "wrong"] as const)
    counts[name] += played[name].length;
  if (played.deadEnd !== null) counts.deadEnds += 1;
  else counts.settled += 1;
  if (played.isAdopted) counts.adopted += 1;
  counts.naivePaidTwice += naive.length;
  if (naive.length > 0) counts.naiveRuns += 1;
  return findingsOf(played);
}

function findingsOf({ seed, ...played }: Played): readonly string[] {
  const found = [
    ...played.paidTwice.map((one) => `paid twice: ${one}`),
    ...played.unpaidCalledPaid.map((one) => `called paid and is not: ${one}`),
    ...played.lost.map((one) => `lost: ${one}`),
    ...played.wrong,
    ...(played.deadEnd === null ? [] : [`no way out: ${played.deadEnd}`]),
  ];
  const alone = `npm run settlement-runs -- --seed ${seed}`;
  return found.map((one) => `seed ${seed} (${played.kinds.join(", ")}): ${one} [${alone}]`);
}

export function added(a: Counts, b: Counts): Counts {
  const sums = noCounts();
  for (const name of Object.keys(sums) as (keyof Counts)[])
    if (name !== "kinds") sums[name] = a[name] + b[name];
  for (const kind of KINDS) sums.kinds[kind] = a.kinds[kind] + b.kinds[kind];
  return sums;
}

export function linesOf(counts: Counts): readonly string[] {
  const row = (count: number, what: string) => `${String(count).padStart(7)}  ${what}`;
  return [
    row(counts.runs, "runs, of which so many met"),
    ...KINDS.map((kind) => row(counts.kinds[kind], `  ${kind}`)),
    row(counts.settled, "ended settled"),
    row(counts.adopted, "  of them after one of two machines had adopted what the other paid"),
    row(counts.deadEnds, "states without a way out"),
    row(counts.paidTwice, "lines paid twice"),
    row(counts.unpaidCalledPaid, "unpaid called paid"),
    row(counts.lost, "lines lost"),
    row(counts.wrong, "other disagreements of the ledger with the world"),
    row(
      counts.naivePaidTwice,
      `lines paid twice by the naive settler, in ${counts.naiveRuns} runs`,
    ),
  ];
}
