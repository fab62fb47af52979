import { z } from "zod";

import type { Json } from "../../source.ts";
import { mappedBy } from "./inherit.ts";
import { type Categories, type CategoryMeaning, UNMAPPED } from "./settings.ts";

/** Why a category's posts are taken for what they are: codes, said in words by whoever shows them. */
export type MeaningReason = "configured" | "named" | "answers" | "above" | "unknown";

export interface ProposedCategory {
  readonly id: number;
  readonly name: string;
  readonly isClosed: boolean;
  /** As the forum counts them. */
  readonly postCount: number;
  readonly meaning: CategoryMeaning;
  readonly reason: MeaningReason;
  /** The word of its name that says so, or the name of the category above. */
  readonly because: string | null;
}

export interface CategoryProposal {
  /** Most posts first. */
  readonly categories: readonly ProposedCategory[];
  /** Ids that the configuration names and the forum does not have. */
  readonly absent: readonly string[];
}

const Category = z.looseObject({
  id: z.int(),
  name: z.string(),
  slug: z.string().catch(""),
  parent_category_id: z.int().nullish().catch(null),
  post_count: z.int().catch(0),
  read_restricted: z.boolean().catch(false),
  /** Of the plugin that lets an answer be marked as the solution. */
  custom_fields: z.looseObject({ enable_accepted_answers: z.json() }).nullish().catch(null),
});
type Category = z.infer<typeof Category>;

const QUESTIONS: CategoryMeaning = { topic: "interact/community", reply: "help/community" };

/** Beginnings of words, in Russian and in English. The first that fits counts. */
const NAMES: readonly (readonly [CategoryMeaning, readonly string[]])[] = [
  [QUESTIONS, stems("вопрос помощ поддержк support help question q&a qa faq troubleshoot")],
  [
    { topic: "learn/personal", reply: "help/community" },
    stems("дневник журнал трекер journal diary diaries logbook"),
  ],
  [
    { topic: "publish/world", reply: "help/world" },
    stems("практик проект кейс внедрен practice practical project case showcase implement"),
  ],
  [
    { topic: "manage/community", reply: "manage/community" },
    stems("организ управл объявл новост правил встреч мета meta announce news govern staff") //
      .concat(stems("feedback moderat organi meeting event admin")),
  ],
  [
    { topic: "publish/community", reply: "interact/community" },
    stems("эссе стать текст публикац блог исследован essay article blog writing research paper"),
  ],
  [
    { topic: "interact/community", reply: "interact/community" },
    stems("общен обсужд бесед болт флуд знаком курилк general chat talk lounge off-topic offtopic") //
      .concat(stems("social introduc welcome discuss")),
  ],
];

/**
 * What the posts of each category may be, and why. What is configured stays, a category below one
 * that says something is left to it, and one of which nothing is known asks for least.
 */
export function proposeMeanings(read: readonly Json[], mapping: Categories): CategoryProposal {
  const categories = read.flatMap((category) => Category.safeParse(category).data ?? []);
  const byId = new Map(categories.map((category) => [category.id, category]));
  const configured = mappedBy(read, mapping);
  const guessed = new Map<number, Guess>();
  // The forum lists a category before those below it.
  for (const category of categories) {
    const above = byId.get(category.parent_category_id ?? NaN);
    const from = configured.get(category.id);
    const own = from === `${category.id}` ? mapping[from] : undefined;
    guessed.set(
      category.id,
      own === undefined
        ? guess(category, above && { name: above.name, guess: guessed.get(above.id) })
        : { meaning: own, reason: "configured", because: null },
    );
  }
  return {
    categories: categories
      .map((category) => ({
        id: category.id,
        name: category.name,
        isClosed: category.read_restricted,
        postCount: category.post_count,
        ...(guessed.get(category.id) ?? NOTHING),
      }))
      .toSorted((a, b) => b.postCount - a.postCount || a.id - b.id),
    absent: Object.keys(mapping).filter((id) => !byId.has(Number(id))),
  };
}

type Guess = Pick<ProposedCategory, "meaning" | "reason" | "because">;

const NOTHING: Guess = { meaning: UNMAPPED, reason: "unknown", because: null };

function guess(
  category: Category,
  above: { readonly name: string; readonly guess: Guess | undefined } | undefined,
): Guess {
  if (`${category.custom_fields?.enable_accepted_answers}` === "true") {
    return { meaning: QUESTIONS, reason: "answers", because: null };
  }
  const words = `${category.name} ${category.slug}`.toLowerCase().replaceAll("ё", "е");
  const spelled = words.split(/[\s_./:,()–-]+/);
  for (const [meaning, known] of NAMES) {
    const because = spelled.find((word) => known.some((stem) => word.startsWith(stem)));
    if (because !== undefined) return { meaning, reason: "named", because };
  }
  if (above?.guess === undefined || above.guess.reason === "unknown") return NOTHING;
  return { meaning: above.guess.meaning, reason: "above", because: above.name };
}

function stems(words: string): string[] {
  return words.split(" ");
}
