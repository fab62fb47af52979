import type { Grades } from "../grades.ts";
import { gradeIn, PLAIN_GRADES } from "../grades.ts";
import type { Column } from "../structure.ts";
import { optionsOf } from "./described.ts";

/** The ends of scales that people grade by. */
const TOPS = [5, 10, 12, 20, 100] as const;

/**
 * The scale of a column of grades, by its type, its options or the grades that were given. Null:
 * 1 … 5, as where a mapping says nothing.
 */
export function guessGrades(column: Column, given: readonly unknown[]): Grades | null {
  if (column.uidt === "Percent") return { from: 0, to: 100 };
  const stars = starsOf(column);
  const values = [...optionsOf(column), ...given].flatMap(numberIn);
  const highest = Math.max(...values, stars ?? 0);
  const top = stars ?? TOPS.find((one) => one >= highest);
  if (top === undefined || top === 5) return null;
  return { from: top === 100 || values.includes(0) ? 0 : 1, to: top };
}

/** How many stars a column of ratings has; 5 where it does not say. */
function starsOf({ uidt, meta }: Column): number | null {
  if (uidt !== "Rating") return null;
  const read: unknown = typeof meta === "string" ? parsed(meta) : meta;
  const max = typeof read === "object" && read !== null && "max" in read ? read.max : 5;
  return typeof max === "number" ? max : 5;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function numberIn(value: unknown): number[] {
  const number = typeof value === "number" ? value : Number(String(value ?? "").replace(",", "."));
  return value === null || value === "" || Number.isNaN(number) ? [] : [number];
}

/** Values of the column that the scale cannot read: somebody has to say what they mean. */
export function unreadIn(values: readonly unknown[], grades: Grades | null): readonly string[] {
  const unread = values.filter((value) => gradeIn(value, grades ?? PLAIN_GRADES) === undefined);
  return [...new Set(unread.map(String))];
}
