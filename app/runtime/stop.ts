/** What is under way may end in order for so long; cut off at any moment, it loses nothing. */
const IN_ORDER_MS_MAX = 500;

const stop = new AbortController();
let isListening = false;

/**
 * Aborted by SIGTERM, which a supervisor sends; the process then ends within a second, whatever it
 * does, unless `graceMs` gives it longer.
 *
 * Ctrl-C is not handled at all: the kernel ends the process at once, even in the middle of a long
 * computation (docs/decisions/0011-a-stop-is-a-kill.md).
 */
export function stopSignal({ graceMs = IN_ORDER_MS_MAX } = {}): AbortSignal {
  if (!isListening) {
    isListening = true;
    process.on("SIGTERM", () => {
      if (stop.signal.aborted) return;
      setTimeout(endByStop, graceMs);
      stop.abort();
    });
  }
  return stop.signal;
}

export function isStopped(): boolean {
  return stop.signal.aborted;
}

/** Ends as a process that had no handler: a shell and a supervisor see why, and nothing is said. */
export function endByStop(): never {
  process.removeAllListeners("SIGTERM");
  process.kill(process.pid, "SIGTERM");
  throw stop.signal.reason;
}
