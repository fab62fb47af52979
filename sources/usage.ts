/** One request that was sent to a system. */
export interface SentRequest {
  /** What came back; null: nothing did. */
  readonly status: number | null;
  /** What our own rate allows, as it was then. */
  readonly perMinute: number;
  /** Of a 402: until when the system answers nothing, as it said; null where it did not. */
  readonly quotaEnd: string | null;
}

/** Told of every request, tries that failed included. It must not throw. */
export interface Usage {
  note(sent: SentRequest): void;
}
