import { readBases, readMeta } from "../../../sources/nocodb/base.ts";
import { examine } from "../../../sources/nocodb/mapping/examine.ts";
import { NocodbUnmappedError } from "../../../sources/nocodb/mapping/errors.ts";
import { nocodbHttp } from "../../../sources/nocodb/options.ts";
import type { Start } from "../../runtime/start.ts";
import { gapText, mappingWords } from "../mapping/words.ts";
import type { Seen } from "./doctor-stores.ts";

/** Whether every table and column that the mapping names is there, and every role has a table. */
export async function lookAtMapping(
  { config, locale }: Pick<Start, "config" | "locale">,
  { token, signal }: { readonly token: string; readonly signal: AbortSignal },
): Promise<Seen> {
  const settings = config.sources.nocodb;
  if (settings?.tables === undefined) throw new NocodbUnmappedError();
  const http = nocodbHttp({ url: settings.url, token });
  const { tables } = await readBases(http, { bases: [settings.baseId].flat(), signal });
  const gaps = await examine(tables, settings.tables, ({ id }) => readMeta(http, id, signal));
  if (gaps.length === 0) return { text: mappingWords[locale].complete };
  const lines = gaps.map((gap) => `\n  - ${gapText(gap, locale)}`);
  throw new Error(`${mappingWords[locale].missing}${lines.join("")}`);
}
