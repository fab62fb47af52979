/**
 * Where a community keeps one row for an answer and its attempt, the answer lands as a record of
 * its own: of a table that has the other's id and this ending.
 */
const ENDING = "#answers";

/** The table of answers that stand in a table of attempts. */
export function answersIn(attempts: string): string {
  return `${attempts}${ENDING}`;
}

/** The table of the base in which the records of such a table stand. */
export function nativeTable(table: string): string {
  return table.endsWith(ENDING) ? table.slice(0, -ENDING.length) : table;
}
