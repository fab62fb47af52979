import { createRandom } from "../random.ts";
import { agreement, type Agreement, type AgreementRow } from "./agreement.ts";
import type { PlantedContribution, Truth } from "./truth.ts";

/** One contribution as the product scored it. */
export interface ScoredContribution {
  readonly kind: "post" | "attempt";
  /** The post's id, or the `Id` of the row in Attempts. */
  readonly native_key: string;
  readonly points: number;
  readonly text_length: number;
}

export interface Verification {
  readonly attempts: Agreement;
  readonly posts: Agreement;
  readonly liker: { readonly person: string; readonly points: number; readonly post_count: number };
  /** Keys the demo never planted; broken posts that a reader could place are not among them. */
  readonly unknown: readonly string[];
}

/** Compares scores with what was planted. Bots, agents and the liker stay out of the agreement. */
export function verify(truth: Truth, contributions: readonly ScoredContribution[]): Verification {
  const random = createRandom(`verify ${truth.seed}`);
  const rows: { post: AgreementRow[]; attempt: AgreementRow[] } = { post: [], attempt: [] };
  const unknown: string[] = [];
  const broken = new Set(truth.broken_posts.map(String));
  const kindOf = new Map(truth.people.map(({ person, kind }) => [person, kind]));
  const liker = { person: truth.liker.person, points: 0, post_count: 0 };
  for (const { kind, native_key, points, text_length } of contributions) {
    if (kind === "post" && broken.has(native_key)) continue;
    const planted = plantedFor(truth, { kind, native_key });
    if (planted === undefined) {
      unknown.push(`${kind} ${native_key}`);
      continue;
    }
    if (planted.person === truth.liker.person) {
      liker.points += points;
      liker.post_count += 1;
      continue;
    }
    const who = kindOf.get(planted.person);
    if (who === "bot" || who === "agent") continue;
    rows[kind].push({ points, text_length, value: planted.value });
  }
  return {
    attempts: agreement(rows.attempt, random.next),
    posts: agreement(rows.post, random.next),
    liker,
    unknown,
  };
}

function plantedFor(
  truth: Truth,
  { kind, native_key }: Pick<ScoredContribution, "kind" | "native_key">,
): PlantedContribution | undefined {
  return (kind === "post" ? truth.posts : truth.attempts)[native_key];
}
