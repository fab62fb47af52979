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
}
