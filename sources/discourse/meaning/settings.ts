import { z } from "zod";

/** What a contribution is, and whom it serves: the words of `models/core/contributions`. */
const CLASSES = ["learn", "publish", "interact", "help", "manage"] as const;
const DOMAINS = ["personal", "community", "world"] as const;

const MEANINGS = CLASSES.flatMap((one) => DOMAINS.map((domain) => `${one}/${domain}` as const));
export type Meaning = (typeof MEANINGS)[number];

const Meaning = z.enum(MEANINGS, {
  error:
    `a class (${CLASSES.join(", ")}) and whom it serves (${DOMAINS.join(", ")}), ` +
    `such as "help/community"`,
});

/** What the first post of a topic is, and what a reply to it is. */
export const CategoryMeaning = z.strictObject({ topic: Meaning, reply: Meaning });
export type CategoryMeaning = z.infer<typeof CategoryMeaning>;

/** By the category's id: names and slugs change. */
export const Categories = z.record(
  z.string().regex(/^[1-9]\d{0,8}$/, "the id of a category, such as 5"),
  CategoryMeaning,
);
export type Categories = z.infer<typeof Categories>;

/** A category nobody has reviewed yet: what asks for least. `models` says the same. */
export const UNMAPPED: CategoryMeaning = {
  topic: "interact/community",
  reply: "interact/community",
};
