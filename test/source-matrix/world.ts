import type { Random } from "../../demo/random.ts";
import type { Fault, Faults } from "../../demo/faults.ts";
import type { Warehouse } from "../../warehouse/duckdb/index.ts";

/** What a process needs to read a system: plain data, so that another process can be given it. */
export interface Reading {
  readonly system: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Lines in any order, by stream: what is to be held, and what is. */
export type Held = Readonly<Record<string, readonly string[]>>;

/** A system that lives, and its truth. */
export interface World extends AsyncDisposable {
  readonly reading: Reading;
  /** Null of a system that is not asked over HTTP. */
  readonly faults: Faults | null;
  /** What the paths of requests begin with, of which a fault draws one. */
  readonly paths: readonly string[];
  /** Requests of a run, roughly: where a process is killed is drawn up to here. */
  readonly requests: number;
  now(): number;
  pass(ms: number): void;
  /** Ends what a happening has begun: the system is well again. */
  readonly heal?: () => void;
  /** Asked once a reader is at work, and not before: what happens then. */
  begin?(): void | Promise<void>;
  truth(): Held | Promise<Held>;
  held(warehouse: Warehouse): Promise<Held>;
}

export interface Cell {
  readonly name: string;
  /** Acted out by the twin while it is read. */
  readonly fault?: Fault;
  /** What happens between the run that is killed and the next. */
  readonly between?: string;
}

export interface Source {
  readonly name: string;
  /** By the names of `between`. */
  readonly happenings: Readonly<Record<string, (world: any, random: Random) => unknown>>;
  readonly faults: readonly Fault[];
  open(random: Random, cell: Cell): Promise<World>;
}

/** Every cell of a source's row. */
export function cellsOf({ faults, happenings }: Source): Cell[] {
  return [
    ...faults.map((fault): Cell => ({ name: fault, fault })),
    ...Object.keys(happenings).map((between): Cell => ({ name: between, between })),
  ];
}

/** What a system answers when it is in trouble, whichever it is. */
export const ANY_HTTP = [
  "rate_limit_json",
  "rate_limit_bare",
  "server_error",
  "connection_dropped",
  "wrong_envelope",
  "not_found",
  "forbidden",
] as const satisfies readonly Fault[];
