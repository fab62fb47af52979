import { randomUUID } from "node:crypto";

import { isReason } from "../../plan/reason.ts";
import type { LedgerEntry } from "../../store/entries.ts";
import type { AnyLedgerEvent, LinkMethod } from "../../store/events.ts";
import type { Ledger } from "../../store/ledger.ts";
import { areOnePerson, authorityOver } from "./authority.ts";
import { LinkRefusedError } from "./link-refused.ts";
import { type AccountLink, standingLinks } from "./links.ts";

/** Which links: those that all of it is true of. Nothing said chooses nothing. */
export interface LinkChoice {
  readonly linkIds?: readonly string[] | undefined;
  readonly method?: LinkMethod | undefined;
  /** An account key, or a named process such as `operator`; any account of the person will do. */
  readonly assertedBy?: string | undefined;
  /** Made then or later. */
  readonly from?: Date | undefined;
  /** Made before then. */
  readonly to?: Date | undefined;
  readonly evidence?: string | undefined;
}

/** Standing links that the choice means. Throws LinkRefusedError where it names one that is not there. */
export function chosenLinks(
  events: readonly AnyLedgerEvent[],
  choice: LinkChoice,
): readonly AccountLink[] {
  if (Object.values(choice).every((part) => part === undefined))
    throw new LinkRefusedError("no_choice", "?");
  const standing = standingLinks(events);
  const { linkIds, method, assertedBy, from, to, evidence } = choice;
  for (const id of linkIds ?? [])
    if (!standing.some(({ linkId }) => linkId === id)) throw new LinkRefusedError("no_link", id);
  return standing.filter((link) => {
    const at = Date.parse(link.linkedAt);
    return (
      (linkIds === undefined || linkIds.includes(link.linkId)) &&
      (method === undefined || link.method === method) &&
      (assertedBy === undefined || areOnePerson(events, link.assertedBy, assertedBy)) &&
      (from === undefined || at >= from.getTime()) &&
      (to === undefined || at < to.getTime()) &&
      (evidence === undefined || link.evidence === evidence)
    );
  });
}

/**
 * Undoes links for all time before and after, all or none. Links by id are undone one by one; a choice
 * by anything else is a bulk undo, and an event of its own says what chose them. One word is enough:
 * an office's, or of one's own links the person's. Throws LinkRefusedError.
 */
export async function undoLinks(
  ledger: Ledger,
  undo: {
    readonly choice: LinkChoice;
    /** The links that were shown before this was confirmed: exactly these are undone, or none. */
    readonly shown: readonly string[];
    readonly by: string;
    readonly reason: string;
    readonly now: Date;
  },
): Promise<{ readonly undoId: string | null; readonly links: readonly AccountLink[] }> {
  const { choice, shown, by, reason, now } = undo;
  if (!isReason(reason)) throw new LinkRefusedError("no_reason", shown.join(", "));
  const meant = (events: readonly AnyLedgerEvent[]) => {
    const links = chosenLinks(events, choice);
    const ids = new Set(links.map(({ linkId }) => linkId));
    const isShown = ids.size === shown.length && shown.every((id) => ids.has(id));
    if (!isShown) throw new LinkRefusedError("links_changed", shown.join(", "));
    for (const { linkId, a, b } of links)
      if (authorityOver(events, [a, b], { account: by, now }) === null)
        throw new LinkRefusedError("not_deanery", linkId);
    return links;
  };
  const links = meant(await ledger.read());
  if (links.length === 0) throw new LinkRefusedError("no_link", "of this choice");
  const { method = null, assertedBy = null, from, to, evidence = null } = choice;
  const isBulk = Object.entries(choice).some(
    ([name, part]) => name !== "linkIds" && part !== undefined,
  );
  const undoId = isBulk ? randomUUID() : null;
  const said = { actor: by, at: now.toISOString() };
  const revoked = links.map(({ linkId }): LedgerEntry => {
    const payload = { link_id: linkId, reason, ...(undoId === null ? {} : { undo_id: undoId }) };
    return { kind: "link_revoked", payload, ...said };
  });
  const head: LedgerEntry[] =
    undoId === null
      ? []
      : [
          {
            kind: "links_undone",
            payload: {
              undo_id: undoId,
              method,
              asserted_by: assertedBy,
              from: from?.toISOString() ?? null,
              to: to?.toISOString() ?? null,
              evidence,
              link_count: links.length,
              reason,
            },
            ...said,
          },
        ];
  await ledger.appendAll([...head, ...revoked], { guard: (events) => void meant(events) });
  return { undoId, links };
}
