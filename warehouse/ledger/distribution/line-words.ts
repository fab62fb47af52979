import type { Plan, WithheldLine } from "../plan/plan.ts";
import { plansOf } from "../plan/proposed-plans.ts";
import type { AnyLedgerEvent, LedgerKind } from "../store/events.ts";
import { foldedOnceOf } from "../store/folded-once.ts";

/** A word in force on one line of a month: it follows the line, and its work, into each revision. */
export interface LineWord extends Pick<WithheldLine, "word" | "actor" | "at" | "reason"> {
  readonly lineId: string;
  readonly domain: string;
  readonly contributions: ReadonlySet<string>;
}

/** What a word is said of, or looked for by. */
type WordedLine = Pick<LineWord, "lineId" | "domain" | "contributions">;

export const LINE_KINDS = ["line_held", "line_dropped", "line_released"] as const;

export type LineEvent = Extract<AnyLedgerEvent, { kind: (typeof LINE_KINDS)[number] }>;

export function isLineEvent(event: AnyLedgerEvent): event is LineEvent {
  return (LINE_KINDS as readonly LedgerKind[]).includes(event.kind);
}

/**
 * The words on a period's lines, the last said last. Plans say them again, so that one that was found
 * after a loss brings its words with it.
 */
export function lineWords(events: readonly AnyLedgerEvent[], period: string): readonly LineWord[] {
  const plans = new Map(plansOf(events).map(({ digest, plan }) => [digest, plan]));
  let words: readonly LineWord[] = [];
  for (const event of events) {
    const isPlan = event.kind === "plan_proposed" || event.kind === "plan_adopted";
    if (!isPlan && !isLineEvent(event)) continue;
    const plan = plans.get(event.payload.digest);
    if (plan?.period !== period) continue;
    for (const said of isPlan ? saidBy(plan) : saidOf(plan, event)) {
      words = words.filter((word) => !isSameLine(word, said));
      if (said.word !== null) words = [...words, { ...said, word: said.word }];
    }
  }
  return words;
}

/** The word that a line is under: the last, where several lines came together in this one. */
export function wordOn(words: readonly LineWord[], line: WordedLine): LineWord | null {
  return words.findLast((word) => isSameLine(word, line)) ?? null;
}

/**
 * Whether a line that a settled plan kept is kept by a word of the committee, not for a wallet that
 * is missing: until somebody takes the word back no plan pays it.
 */
export function isHeldInEscrow(
  events: readonly AnyLedgerEvent[],
  { id, plan: digest }: { readonly id: string; readonly plan: string },
): boolean {
  const { plan } = plansOf(events).find((one) => one.digest === digest) ?? {};
  if (!(plan?.withheld ?? []).some((line) => line.id === id && line.word === "held")) return false;
  return !events.some(
    ({ kind, payload }) =>
      kind === "line_released" && payload.digest === digest && payload.line_id === id,
  );
}

/** What of all that a plan pays is under a word of the committee; null where nothing is. */
export const withheldFault = foldedOnceOf(
  (events: readonly AnyLedgerEvent[], plan: Plan): string | null => {
    const plans = plansOf(events);
    if (!plans.some((one) => one.plan.withheld.length > 0)) return null;
    const held = plan.releases.find((line) => isHeldInEscrow(events, line));
    if (held !== undefined) return `line ${held.id} is held by the committee`;
    const own = new Set(lineWords(events, plan.period).map(({ lineId }) => lineId));
    const dropped = new Set(droppedForGood(events).map(({ id }) => id));
    for (const { id, wallet } of [...plan.lines, ...plan.releases]) {
      if (wallet !== null && own.has(id)) return `line ${id} is under a word of the committee`;
      if (dropped.has(id)) return `line ${id} was dropped by the committee`;
    }
    return null;
  },
);

/** Lines of settled plans whose amount was carried instead of paid. */
function droppedForGood(events: readonly AnyLedgerEvent[]): readonly WithheldLine[] {
  const settled = new Set(
    events.flatMap(({ kind, payload }) => (kind === "distribution_settled" ? payload.digest : [])),
  );
  return plansOf(events)
    .filter(({ digest }) => settled.has(digest))
    .flatMap(({ plan }) => plan.withheld.filter(({ word }) => word === "dropped"));
}

interface Said extends Omit<LineWord, "word"> {
  /** Null: what was said before is taken back. */
  readonly word: LineWord["word"] | null;
}

function saidBy(plan: Plan): readonly Said[] {
  return plan.withheld.map(({ id, domain, word, actor, at, reason }) => ({
    lineId: id,
    domain,
    contributions: workOf(plan, id),
    word,
    actor,
    at,
    reason,
  }));
}

function saidOf(plan: Plan, { kind, payload, actor, at }: LineEvent): readonly Said[] {
  const { line_id: id, reason } = payload;
  const line = [...plan.lines, ...plan.withheld].find((one) => one.id === id);
  if (line === undefined) return [];
  const word = kind === "line_held" ? "held" : kind === "line_dropped" ? "dropped" : null;
  const { domain } = line;
  return [{ lineId: id, domain, contributions: workOf(plan, id), word, actor, at, reason }];
}

function workOf({ shares }: Plan, id: string): ReadonlySet<string> {
  return new Set(shares.flatMap(({ lineId, contribution }) => (lineId === id ? contribution : [])));
}

/**
 * By the work too: where accounts are joined or parted, the same work stands under another line, and
 * nobody slips out of a word that way.
 */
function isSameLine(a: WordedLine, b: WordedLine): boolean {
  if (a.lineId === b.lineId) return true;
  return a.domain === b.domain && [...a.contributions].some((work) => b.contributions.has(work));
}
