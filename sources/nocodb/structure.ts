import type { Json, Quarantined } from "../source.ts";
import { readBases, readMeta, type BaseTable } from "./base.ts";
import type { Http } from "../http.ts";

/** What a base is made of at one moment: its tables, and each one's columns once asked for. */
export interface Structure {
  readonly tables: readonly BaseTable[];
  readonly quarantined: readonly Quarantined[];
  meta(table: string, signal: AbortSignal): Promise<Json>;
}

export interface Moment {
  /** The run's `until`. */
  readonly until: string;
  /** Who asks, and whether it begins to read: only then may it be told what another one was. */
  readonly reader: string;
  readonly isFirst: boolean;
  readonly signal: AbortSignal;
}

/** Feeds of one base describe it to each other, so that a run asks for each description once. */
export interface Structures {
  at(moment: Moment): Promise<Structure>;
}

export interface StructuresOptions {
  readonly http: Http;
  readonly bases: readonly string[];
}

export function createStructures({ http, bases }: StructuresOptions): Structures {
  let latest: { until: string; readers: Set<string>; structure: Promise<Structure> } | null = null;
  return {
    async at({ until, reader, isFirst, signal }) {
      const isOfRun = latest !== null && latest.until === until;
      // Whoever begins anew has read it before: it must see what has changed since.
      const isGood = isOfRun && latest?.readers.has(reader) !== isFirst;
      if (!isGood) latest = { until, readers: new Set(), structure: read(signal) };
      const taken = latest;
      taken?.readers.add(reader);
      try {
        return await (taken?.structure ?? read(signal));
      } catch (error) {
        if (latest === taken) latest = null;
        throw error;
      }
    },
  };

  async function read(signal: AbortSignal): Promise<Structure> {
    const { tables, quarantined } = await readBases(http, { bases, signal });
    const metas = new Map<string, Promise<Json>>();
    return {
      tables,
      quarantined,
      meta(table, ofAsking) {
        const known = metas.get(table);
        if (known !== undefined) return known;
        const asked = readMeta(http, table, ofAsking);
        metas.set(table, asked);
        asked.catch(() => metas.delete(table));
        return asked;
      },
    };
  }
}
