/** Plans of which the committee holds or drops lines. No product code imports this. */
import { bob, NOON } from "./given.ts";
import { POLICY } from "./given-releases.ts";
import type { Plan, WithheldLine } from "./plan/plan.ts";

/** The plan with these members' lines held or dropped, and all that follows from it. */
export function withheld(
  plan: Plan,
  words: Readonly<Record<string, WithheldLine["word"]>>,
  changes: Partial<WithheldLine> = {},
): Plan {
  const rows = plan.lines.flatMap(({ wallet: _wallet, ...line }): WithheldLine[] => {
    const word = words[line.member];
    const said = { actor: bob.account, at: NOON.toISOString(), reason: "a wrong verdict" };
    return word === undefined ? [] : [{ ...line, word, ...said, ...changes }];
  });
  const of = (word: WithheldLine["word"]) =>
    new Set(rows.flatMap((r) => (r.word === word ? r.id : [])));
  const [held, dropped] = [of("held"), of("dropped")];
  const carried = rows.filter(({ id }) => dropped.has(id));
  return {
    ...plan,
    policy: plan.policy ?? POLICY,
    domains: plan.domains.map((row) => {
      const own = carried.filter(({ domain }) => domain === row.domain);
      return { ...row, carryOut: own.reduce((sum, { amount }) => sum + amount, row.carryOut) };
    }),
    lines: plan.lines
      .filter(({ id }) => !dropped.has(id))
      .map((line) => (held.has(line.id) ? { ...line, wallet: null } : line)),
    batches: plan.batches.filter(
      ({ lineIds }) => !lineIds.some((id) => held.has(id) || dropped.has(id)),
    ),
    withheld: rows,
  };
}
