/** One comparison: what we do beside the least that could do it, both in this run. */
export interface BenchRow {
  readonly name: string;
  /** Of the least: a smaller number is better, in whatever unit the name says. */
  readonly limit: number;
  readonly ours: number;
  /** `ours / limit`. */
  readonly ratio: number;
  /** The ratio must not be greater. Null where it is only reported. */
  readonly goal: number | null;
  /** Of our side alone. */
  readonly peakMemoryMb: number;
}

export type Bench = () => Promise<BenchRow[]>;
