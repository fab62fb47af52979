import { createHash } from "node:crypto";

import type { Clock } from "../clock.ts";
import { overwritten, valueAt, type Version } from "../timeline.ts";
import type { AnnotationRow, Library, ModerationStatus } from "./library.ts";
import { selectorsOf, type Page } from "./selectors.ts";

const MICROS = 1_000;

export interface NewAnnotation {
  readonly userid: string;
  readonly group: string;
  readonly page: Page;
  /** Left out: a note on the whole page. */
  readonly quote?: string;
  /** Which of several such quotations: 1 is the first. */
  readonly occurrence?: number;
  readonly text: string;
  readonly tags?: readonly string[];
  /** "Only me" where false. */
  readonly isShared?: boolean;
}

/** What its author may change. */
export type Edit = Partial<Pick<AnnotationRow, "text" | "tags" | "isShared" | "selectors">>;

/** The service's database, and what people do to it at the clock's now. */
export interface Store {
  /** Rows that are there now. */
  rows(): readonly AnnotationRow[];
  row(id: string): AnnotationRow | null;
  /** As it was at an instant. */
  rowAt(id: string, at: number): AnnotationRow | null;
  /** What was written and when, for the job that fills the index; oldest first. */
  readonly writes: readonly Write[];
  create(annotation: NewAnnotation): string;
  /** Below another annotation or reply, in its group and on its page. */
  reply(to: string, reply: Pick<NewAnnotation, "userid" | "text" | "tags" | "isShared">): string;
  edit(id: string, change: Edit): void;
  remove(id: string): void;
  /** By a moderator: `updated` stays where it was. */
  moderate(id: string, status: ModerationStatus): void;
}

export interface Write {
  readonly id: string;
  readonly at: number;
  /** When the job comes to it. */
  readonly indexedAt: number;
}

export function openStore(
  { annotations }: Library,
  { clock, lag }: { readonly clock: Clock; readonly lag: () => number },
): Store {
  const versionsOf = new Map<string, Version<AnnotationRow>[]>(
    annotations.map(({ id, versions }) => [id, [...versions]]),
  );
  const writes: Write[] = annotations
    .flatMap(({ id, versions }) => versions.map(({ from }) => ({ id, at: from })))
    .map(({ id, at }) => ({ id, at, indexedAt: at + lag() }))
    .sort((a, b) => a.at - b.at);
  let made = 0;

  const row = (id: string) => valueAt(versionsOf.get(id) ?? [], clock.now());

  function needed(id: string): AnnotationRow {
    const found = row(id);
    if (found !== null) return found;
    throw new Error(`There is no annotation ${id} now.`);
  }

  function write(id: string, value: AnnotationRow | null): void {
    const now = clock.now();
    // What was planned for later is forgotten: a person was quicker.
    const left = writes.filter((other) => other.id !== id || other.at <= now);
    writes.splice(0, writes.length, ...left);
    versionsOf.set(id, overwritten(versionsOf.get(id) ?? [], now, value));
    writes.push({ id, at: now, indexedAt: now + lag() });
  }

  /** Of rows that are made within a millisecond the microseconds differ, as they do on the service. */
  const micros = () => clock.now() * MICROS + ((made * 7) % MICROS);

  function add(annotation: Omit<AnnotationRow, "id" | "created" | "updated" | "status">): string {
    made += 1;
    const id = createHash("sha256")
      .update(`annotation/${versionsOf.size}/${made}`)
      .digest("base64url")
      .slice(0, 22);
    const created = micros();
    write(id, { ...annotation, id, status: "APPROVED", created, updated: created });
    return id;
  }

  return {
    writes,
    row,
    rowAt: (id, at) => valueAt(versionsOf.get(id) ?? [], at),
    rows: () => [...versionsOf.keys()].map(row).filter((one) => one !== null),
    create: ({ page, quote, occurrence, tags = [], isShared = true, userid, group, text }) =>
      add({
        userid,
        group,
        text,
        tags,
        isShared,
        uri: page.uri,
        title: page.title,
        references: [],
        selectors: quote === undefined ? [] : selectorsOf(page, quote, occurrence),
      }),
    reply(to, { userid, text, tags = [], isShared = true }) {
      const { references, group, uri, title } = needed(to);
      const thread = { references: [...references, to], selectors: [] };
      return add({ userid, text, tags, isShared, group, uri, title, ...thread });
    },
    edit(id, change) {
      made += 1;
      write(id, { ...needed(id), ...change, updated: micros() });
    },
    remove(id) {
      needed(id);
      write(id, null);
    },
    moderate: (id, status) => write(id, { ...needed(id), status }),
  };
}
