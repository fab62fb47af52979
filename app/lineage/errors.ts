import { distance } from "fastest-levenshtein";

/** More would be a list to read through, not a hint. */
const NEAREST_MAX = 3;

export class ModelUnknownError extends Error {
  override readonly name = "ModelUnknownError";
  constructor(asked: string, names: readonly string[]) {
    super(
      `The model is ${JSON.stringify(asked)}; expected one such as ` +
        `${nearest(asked, names).join(", ")}. \`vklad lineage\` lists them all.`,
    );
  }
}

/** A part of a name is nearer than a misspelt one: `points` means `my_points`. */
function nearest(asked: string, names: readonly string[]): readonly string[] {
  const wanted = asked.toLowerCase();
  const away = (name: string) =>
    distance(wanted, name) - (wanted !== "" && name.includes(wanted) ? name.length : 0);
  return names.toSorted((a, b) => away(a) - away(b) || (a < b ? -1 : 1)).slice(0, NEAREST_MAX);
}

/** Nothing computes it, so that it has no query. */
export class GivenTableError extends Error {
  override readonly name = "GivenTableError";
  constructor(table: string) {
    super(
      `${table} is written by the load, not by a query; expected a model. ` +
        `\`vklad lineage ${table} --down\` says which models read it.`,
    );
  }
}
