import { discourseHttp } from "../../sources/discourse/options.ts";
import { discourseSources } from "../../sources/discourse/sources.ts";
import { guidesSections } from "../../sources/guides/sections.ts";
import { nocodbHttp } from "../../sources/nocodb/options.ts";
import { nocodbSources } from "../../sources/nocodb/sources.ts";
import type { Source } from "../../sources/source.ts";
import { type Ledger, ledgerSource } from "../../warehouse/ledger/index.ts";
import type { IdentityKey } from "../community/identity-key.ts";

/** Where this community's systems answer, and with which keys. Absent ones are not read. */
export interface Connections {
  readonly discourse: { url: string; apiKey: string; apiUsername: string } | null;
  readonly nocodb: { url: string; token: string; baseId: string } | null;
  readonly guidesDir: string | null;
  /** Requests a second to systems of our own, which have no limit to respect: the demo's. */
  readonly perSecond?: number;
}

/** For commands that ask no system: only the ledger is read. */
export const noConnections: Connections = { discourse: null, nocodb: null, guidesDir: null };

/**
 * Streams that the models read, with what tells their records apart. They have tables even where
 * no such system is connected, so that an empty community is an empty page and not an error.
 */
export const declaredStreams = [
  { name: "discourse_posts", primaryKey: ["id"] },
  { name: "discourse_topics", primaryKey: ["id"] },
  { name: "discourse_users", primaryKey: ["id"] },
  { name: "discourse_likes", primaryKey: ["post_id", "acting_user_id"] },
  { name: "discourse_categories", primaryKey: ["id"] },
  { name: "nocodb_tables", primaryKey: ["id"] },
  { name: "nocodb_records", primaryKey: ["table_id", "Id"] },
  { name: "guides_sections", primaryKey: ["section_id"] },
  { name: "ledger_events", primaryKey: ["seq"] },
] as const;

/** Every source of a community by its stream's name; the ledger is one of them. */
export function openSources(
  { discourse, nocodb, guidesDir, perSecond }: Connections,
  { ledger, identity }: { ledger: Ledger; identity: IdentityKey },
): ReadonlyMap<string, Source> {
  const { hash } = identity;
  const rate = perSecond === undefined ? {} : { perSecond, burst: perSecond };
  const sources = [
    ...(discourse === null
      ? []
      : discourseSources({ http: discourseHttp({ ...discourse, ...rate }), hash })),
    ...(nocodb === null
      ? []
      : nocodbSources({
          http: nocodbHttp({ ...nocodb, ...rate }),
          baseId: nocodb.baseId,
          hash,
        })),
    ...(guidesDir === null ? [] : [guidesSections({ dir: guidesDir })]),
    ledgerSource(ledger),
  ];
  return new Map(sources.map((source) => [source.name, source as unknown as Source]));
}

/** Streams whose deletions only a sweep finds. */
export function sweptStreams(sources: ReadonlyMap<string, Source>): string[] {
  return [...sources].filter(([, { sweep }]) => sweep !== undefined).map(([name]) => name);
}
