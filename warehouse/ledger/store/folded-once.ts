import type { AnyLedgerEvent } from "./events.ts";

type Events = readonly AnyLedgerEvent[];

/**
 * The same fold, remembered for events that nobody can change: an open ledger gives the same frozen
 * array until something is appended. Of any other array it is folded anew each time.
 */
export function foldedOnce<Value>(fold: (events: Events) => Value): (events: Events) => Value {
  const known = new WeakMap<Events, Value>();
  return (events) => {
    if (!Object.isFrozen(events)) return fold(events);
    const found = known.get(events);
    if (found !== undefined) return found;
    const value = fold(events);
    known.set(events, value);
    return value;
  };
}

/** The same for a fold that is of something besides: of one plan, say. */
export function foldedOnceOf<Of extends object, Value>(
  fold: (events: Events, of: Of) => Value,
): (events: Events, of: Of) => Value {
  const valuesOf = foldedOnce(() => new WeakMap<Of, Value>());
  return (events, of) => {
    const values = valuesOf(events);
    const found = values.get(of);
    if (found !== undefined) return found;
    const value = fold(events, of);
    values.set(of, value);
    return value;
  };
}
