import { accountOf } from "../community/account-of.ts";
import { DAY_MS, type Frame } from "../community/frame.ts";
import type { Person } from "../community/people.ts";
import type { AssertedLink, ElsewhereSource } from "../protocol.ts";
import type { Random } from "../random.ts";

export const SYSTEMS_ELSEWHERE = [
  "telegram",
  "discord",
  "hypothesis",
  "posthog",
] as const satisfies readonly ElsewhereSource[];

/** In which of the systems beside the club somebody has an account, and whether they proved it. */
export interface Elsewhere {
  readonly person: Person;
  readonly systems: ReadonlySet<ElsewhereSource>;
  readonly proven: ReadonlySet<ElsewhereSource>;
}

/** How many of the people have an account there. */
const SHARE: Readonly<Record<ElsewhereSource, number>> = {
  telegram: 0.9,
  discord: 0.45,
  hypothesis: 0.55,
  posthog: 0.9,
};

/** One account in twenty is nobody's by any proof. */
const UNPROVEN = 0.05;

/** Bots and agents talk in the club alone, and whoever only likes there talks nowhere. */
export function drawElsewhere(random: Random, people: readonly Person[]): readonly Elsewhere[] {
  return people
    .filter(({ kind }) => kind !== "bot" && kind !== "agent" && kind !== "liker")
    .map((person) => {
      const own = random.fork(person.key);
      // Who has an office, and who is shown, is everywhere and known for sure.
      const isShown = person.kind !== "trainee" || person.key.endsWith("-01");
      const systems = SYSTEMS_ELSEWHERE.filter((system) => own.chance(SHARE[system]) || isShown);
      const proven = systems.filter(() => !own.chance(UNPROVEN) || isShown);
      return { person, systems: new Set(systems), proven: new Set(proven) };
    });
}

/** The proofs of these accounts, as `native` names them. */
export function linksElsewhere(
  frame: Frame,
  elsewhere: readonly Elsewhere[],
  native: (system: ElsewhereSource, person: Person) => string | null,
): readonly AssertedLink[] {
  return elsewhere.flatMap(({ person, proven }) =>
    [...proven].flatMap((system) => {
      const nativeId = native(system, person);
      if (nativeId === null) return [];
      return {
        link_id: `demo-link-${person.key}-${system}`,
        a: accountOf(person),
        b: { source: system, nativeId },
        method: "proof" as const,
        evidence: "demo: one-time code sent from both accounts",
        valid_from: new Date(Math.max(person.joinedAt, frame.start - 31 * DAY_MS)).toISOString(),
      };
    }),
  );
}
