import type { BenchRow } from "./bench-row.ts";

/** What one module of the folder brought: null where it is no bench or could not be run. */
export interface Measured {
  readonly name: string;
  readonly rows: readonly BenchRow[] | null;
}

/** Why a run proves nothing; empty if every bench that was asked for has measured something. */
export function idleBenches(measured: readonly Measured[], asked: readonly string[]): string[] {
  const benches = measured.filter(({ rows }) => rows !== null);
  const known = benches.map(({ name }) => name);
  return [
    ...benches
      .filter(({ rows }) => rows?.length === 0)
      .map(({ name }) => `${name} measured nothing.`),
    ...asked
      .filter((name) => !known.includes(name))
      .map((name) => `No bench ${name} ran; those that ran: ${known.join(", ") || "none"}.`),
    ...(benches.length === 0 && asked.length === 0 ? ["No bench ran."] : []),
  ];
}
