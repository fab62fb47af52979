import type {
  CategoryProposal,
  ProposedCategory,
} from "../../../sources/discourse/meaning/propose.ts";
import type { Locale } from "../../community/words.ts";
import { categoryWords, type CategoryWords } from "./category-words.ts";

/** What each category's posts may count as and why, and the configuration to paste. */
export function categoryText(
  { categories, absent }: CategoryProposal,
  { file, locale }: { readonly file: string; readonly locale: Locale },
): readonly string[] {
  const said = categoryWords[locale];
  return [
    said.heading(categories.length),
    "",
    ...categories.flatMap((category) => proposed(category, said)),
    "",
    ...(absent.length === 0 ? [] : [said.absent(absent.join(", ")), ""]),
    said.paste(file),
    "",
    ...categorySettings(categories, said),
  ];
}

function proposed(category: ProposedCategory, said: CategoryWords): string[] {
  const { name, isClosed, postCount, meaning, reason, because } = category;
  const about = [said.posts(postCount), ...(isClosed ? [said.closed] : [])].join(", ");
  const inWords = (text: string) =>
    text
      .split("/")
      .map((part) => said.meanings[part] ?? part)
      .join(", ");
  return [
    `  ${plainly(name)} (${about}): ${said.reasons[reason](plainly(because ?? ""))}`,
    `      ${said.topic}: ${inWords(meaning.topic)}; ${said.reply}: ${inWords(meaning.reply)}`,
  ];
}

/** TypeScript to paste. A category that is as the one above it needs no line, and shows that. */
export function categorySettings(
  categories: readonly ProposedCategory[],
  said: CategoryWords,
): readonly string[] {
  const lines = categories.map(({ id, name, postCount, meaning, reason, because }) => {
    const { topic, reply } = meaning;
    const doubt = reason === "unknown" ? `? ${said.checkIt}; ` : "";
    const about = `${doubt}${plainly(name)}; ${said.posts(postCount)}`;
    if (reason === "above")
      return `  // ${id}: ${about}; ${said.reasons.above(plainly(because ?? ""))}`;
    return `  ${id}: { topic: "${topic}", reply: "${reply}" }, // ${about}`;
  });
  return ["categories: {", ...lines, "},"];
}

/** A name may hold a line's end, and what follows would be no comment any more. */
function plainly(name: string): string {
  return name.replace(/\s+/g, " ");
}
