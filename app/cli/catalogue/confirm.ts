import { CURATOR } from "../../../models/roles.ts";
import { accountsInRole, type Ledger, type LedgerEntry } from "../../../warehouse/ledger/index.ts";
import { startOfNextMonth } from "../../community/clock.ts";
import type { Word } from "./catalogue-file.ts";
import { NotCuratorError } from "./errors.ts";

export interface Confirmed {
  readonly writtenCount: number;
  /** Said before in the same words, and not written again. */
  readonly unchangedCount: number;
  /** From when on it counts, ISO 8601. */
  readonly from: string;
}

/**
 * Writes a curator's words into the ledger, all or none. They count from the next month on. Throws
 * NotCuratorError where `account` keeps no catalogue, and LedgerConflictError where somebody else
 * has just said otherwise.
 */
export async function confirmWords(
  ledger: Ledger,
  words: readonly Word[],
  by: {
    /** As it was named, and its key. */
    readonly named: string;
    readonly account: string;
    readonly now: Date;
    readonly timeZone: string;
  },
): Promise<Confirmed> {
  const events = await ledger.read({ kinds: ["role_granted", "task_catalogued"] });
  if (!accountsInRole(events, CURATOR, by.now).has(by.account))
    throw new NotCuratorError(by.named, CURATOR);
  const from = startOfNextMonth(by.now, by.timeZone).toISOString();
  const said = new Map(
    events.flatMap((event) =>
      event.kind === "task_catalogued" ? [[event.payload.task, event] as const] : [],
    ),
  );
  const entries = words.flatMap(({ task, section, complexity }): LedgerEntry[] => {
    const before = said.get(task);
    const isSame =
      before?.payload.section_id === section && before.payload.complexity === `${complexity}`;
    if (isSame) return [];
    const payload = {
      task,
      section_id: section,
      complexity: `${complexity}`,
      account: by.account,
      valid_from: from,
    };
    // Named by the word it follows: of two curators at once, the second is told.
    const uniqueKey = `catalogue:${task}:${before?.seq ?? 0}`;
    return [{ kind: "task_catalogued", payload, actor: by.account, uniqueKey }];
  });
  if (entries.length > 0) await ledger.appendAll(entries);
  return { writtenCount: entries.length, unchangedCount: words.length - entries.length, from };
}
