import type { ErrorCode } from "./error-codes.ts";

/** What a workflow may do. The same function runs in process and on Temporal. */
export interface Runtime<A> {
  /** Every activity, with the retries and time-outs of the policies table. */
  readonly act: A;
  /** Milliseconds since 1970: the run's own clock, which the demo sets and tests move. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /**
   * A doorbell: true if `key` rang since this run last waited for it, false when `ms` have passed.
   * It carries nothing; whoever waits reads the truth again through an activity.
   */
  wait(key: string, ms: number): Promise<boolean>;
  /**
   * Runs `work` while no other run holds `key`; others wait for their turn. Not to be nested. What
   * a run that was killed or ended held is free again.
   */
  exclusive<T>(key: string, work: () => Promise<T>): Promise<T>;
  /**
   * True once this run has become long: at the next place where nothing is lost it should return,
   * and whoever started it starts it again, to go on where it stopped. Never true in process.
   */
  shouldRestart(): boolean;
  /**
   * False in a run that came past this place before the workflow was changed so: it goes on as it
   * began. Always true in process.
   */
  isSince(change: string): boolean;
  /** What the progress query and the terminal show: never data, never a name of a person. */
  note(progress: Progress): void;
}

export interface Progress {
  /** A code such as `ingest` or `settle`; the words for it are the terminal's. */
  readonly step: string;
  /** What the step works on: a stream, a model, a batch. */
  readonly item: string;
  readonly done: number;
  /** Null where the end is not known. */
  readonly total: number | null;
}

/** How one activity is tried: one row of the policies table in `temporal.config.ts`. */
export interface Policy<Queue extends string = string> {
  readonly queue: Queue;
  readonly timeout_ms: number;
  /** Absent for what ends within a minute. */
  readonly heartbeat_ms?: number;
  readonly attempts: number;
  readonly firstDelay_ms: number;
  /** Errors that no further attempt can mend. */
  readonly final: readonly ErrorCode[];
}
