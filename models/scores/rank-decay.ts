export interface Ranked {
  readonly contribution_id: string;
  readonly member_id: string;
  readonly period: string;
  readonly class: string;
  readonly score: number;
}

/** Place of each contribution among those of its member, period and class: 1 is the best. */
export function rankWithin(contributions: readonly Ranked[]): ReadonlyMap<string, number> {
  const groups = Map.groupBy(contributions, (of) =>
    JSON.stringify([of.period, of.member_id, of.class]),
  );
  const ranks = new Map<string, number>();
  for (const group of groups.values()) {
    for (const [index, { contribution_id }] of group.toSorted(bestFirst).entries()) {
      ranks.set(contribution_id, index + 1);
    }
  }
  return ranks;
}

/** Equal scores are told apart by id, so that the order never depends on the input's. */
function bestFirst(a: Ranked, b: Ranked): number {
  return b.score - a.score || (a.contribution_id < b.contribution_id ? -1 : 1);
}
