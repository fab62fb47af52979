/** A noun phrase in the cases the sentences need. */
export interface Cases {
  readonly nom: string;
  readonly gen: string;
  readonly acc: string;
  readonly ins: string;
  readonly prep: string;
}

/** What one section of a guide teaches, and what one can claim about it. */
export interface Concept {
  readonly slug: string;
  readonly title: string;
  readonly word: Cases;
  /** What beginners take it for, in the instrumental. */
  readonly mixup: string;
  readonly lead: string;
  readonly theses: readonly [string, string, string];
  /** What to look at in one's own work. */
  readonly look: string;
  readonly tasks: readonly string[];
}

export interface Guide {
  readonly id: string;
  readonly title: string;
  readonly order: number;
  readonly concepts: readonly Concept[];
}

/** `forms` are the five cases of `Cases` in their order, separated by `|`. */
export function concept(
  slug: string,
  title: string,
  forms: string,
  rest: Omit<Concept, "slug" | "title" | "word">,
): Concept {
  const [nom, gen, acc, ins, prep] = forms.split("|");
  if (prep === undefined) throw new Error(`Five cases are needed, and these are fewer: ${forms}`);
  return { slug, title, word: { nom: nom!, gen: gen!, acc: acc!, ins: ins!, prep }, ...rest };
}
