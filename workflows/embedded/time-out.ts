/** Named as Temporal names a time-out, so that what is reported of a failure is the same on both. */
export class TimeoutFailure extends Error {
  override readonly name = "TimeoutFailure";
  constructor(what: string, timeout_ms: number) {
    super(
      `${what} took longer than ${timeout_ms} ms, its time-out in temporal.config.ts. If it goes on ` +
        `like that, look at what it waits for, and restart this process.`,
    );
  }
}

/** As `work`, but no longer than its time: then `onOverdue` is called, and its ending is ignored. */
export function within<T>(
  work: Promise<T>,
  { what, timeout_ms, onOverdue }: { what: string; timeout_ms: number; onOverdue: () => void },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      onOverdue();
      reject(new TimeoutFailure(what, timeout_ms));
    }, timeout_ms);
    void work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
