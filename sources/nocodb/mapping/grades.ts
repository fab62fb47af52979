import { z } from "zod";

const grade = z.int().min(1).max(5);

/**
 * A scale, such as `{ from: 1, to: 10 }`, is cut into five bands of one width; a border belongs to
 * the better band. Of ten: 1–2 are 1, 3–4 are 2, 5–6 are 3, 7–8 are 4, 9–10 are 5. Of a hundred
 * from 0: below 20 is 1, 80 and more is 5. `from` may be above `to`, where 1 is the best.
 */
const Scale = z
  .strictObject({ from: z.number(), to: z.number() })
  .refine(({ from, to }) => from !== to, "a scale whose `from` and `to` differ");

/** Or each grade's own word: `{ "зачёт": 3, "отлично": 5 }`. */
export const Grades = z.union([Scale, z.record(z.string().min(1), grade)]);
export type Grades = z.infer<typeof Grades>;

/** Our own grades, where a mapping says nothing of them. */
export const PLAIN_GRADES: Grades = { from: 1, to: 5 };

/** A cell as a grade of 1 … 5. Null: it holds none; undefined: it holds what is no grade. */
export function gradeIn(cell: unknown, grades: Grades): number | null | undefined {
  if (cell === null || cell === undefined || cell === "") return null;
  if (typeof cell !== "string" && typeof cell !== "number") return undefined;
  return isScale(grades) ? onScale(cell, grades) : wordsOf(grades).get(plain(String(cell)));
}

function isScale(grades: Grades): grades is z.infer<typeof Scale> {
  return Scale.safeParse(grades).success;
}

function onScale(cell: string | number, { from, to }: z.infer<typeof Scale>): number | undefined {
  const text = String(cell).trim().replace(",", ".");
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  // Multiplied first: 0.6 × 5 is a little less than 3 where the quotient comes before.
  const fifths = ((value - from) * 5) / (to - from);
  if (Number.isNaN(fifths) || fifths < 0 || fifths > 5) return undefined;
  return 1 + Math.min(4, Math.floor(fifths));
}

function wordsOf(grades: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  return new Map(Object.entries(grades).map(([word, value]) => [plain(word), value]));
}

/** Words are the same whatever their case, spaces around them, and the dots of ё. */
export function plain(word: string): string {
  return word.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase().replaceAll("ё", "е");
}
