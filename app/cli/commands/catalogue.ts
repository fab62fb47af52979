import { readFile } from "node:fs/promises";

import { CURATOR } from "../../../models/roles.ts";
import { openLedger } from "../../../warehouse/ledger/index.ts";
import { readCurrentSnapshot } from "../../../warehouse/snapshot/index.ts";
import { readRows } from "../../../warehouse/snapshot/rows.ts";
import { seedLedger } from "../../community/seed-ledger.ts";
import { words } from "../../community/words.ts";
import { type Start, start, startToWrite } from "../../runtime/start.ts";
import { catalogueText, type KnownTask, parseCatalogue } from "../catalogue/catalogue-file.ts";
import { confirmWords } from "../catalogue/confirm.ts";
import { NotCuratorError, NothingPublishedError } from "../catalogue/errors.ts";
import type { CommonOptions } from "../options.ts";

export interface CatalogueOptions {
  /** All tasks, not only those that nobody catalogued. */
  readonly all: boolean;
  /** A file as this command prints it. */
  readonly confirm?: string;
  /** Whose word it is: `discourse:17`. */
  readonly by?: string;
}

/**
 * Prints tasks for a curator to look through, or writes a curator's word on them into the ledger.
 * Reads what was published, so that it can be run beside a running `serve`.
 */
export async function catalogue(
  options: CommonOptions,
  { all, confirm, by }: CatalogueOptions,
): Promise<void> {
  if (confirm === undefined) await show(await start(options), all);
  else await take(await startToWrite(options), { file: confirm, by });
}

async function show({ folder, terminal, locale }: Start, all: boolean): Promise<void> {
  const { tasks } = await published(folder.snapshots);
  const shown = all ? tasks : tasks.filter(({ isCatalogued }) => !isCatalogued);
  const left = tasks.filter(({ isCatalogued }) => !isCatalogued).length;
  terminal.line(`# ${words[locale].catalogueLeft}: ${left} / ${tasks.length}`);
  if (shown.length > 0) terminal.line(`# ${words[locale].catalogueHint}`);
  const known = shown.map(({ task, title, section, complexity }): KnownTask => {
    return { task, title, section, complexity };
  });
  if (known.length > 0) terminal.line(catalogueText(known).trimEnd());
}

async function take(
  { config, folder, clock, identity, terminal, locale }: Start,
  { file, by }: { readonly file: string; readonly by: string | undefined },
): Promise<void> {
  const [source, ...rest] = by?.split(":") ?? [];
  if (by === undefined || source === undefined || rest.length === 0)
    throw new NotCuratorError(by, CURATOR);
  const { tasks, sections } = await published(folder.snapshots);
  const said = parseCatalogue(await readFile(file, "utf8"), {
    file,
    tasks: new Set(tasks.map(({ task }) => task)),
    sections,
  });
  await using ledger = openLedger({ ...folder.ledger, clock: () => clock.now() });
  if (config.demo === undefined) await seedLedger(ledger, config, identity, clock.now());
  const { writtenCount, unchangedCount, from } = await confirmWords(ledger, said, {
    named: by,
    account: identity.accountKey(source, rest.join(":")),
    now: clock.now(),
    timeZone: config.community.timeZone,
  });
  const { catalogueWritten, catalogueUnchanged, catalogueFrom } = words[locale];
  terminal.line(
    `${catalogueWritten}: ${writtenCount}, ${catalogueUnchanged}: ${unchangedCount}, ` +
      `${catalogueFrom} ${from}`,
  );
}

interface PublishedTask extends KnownTask {
  readonly isCatalogued: boolean;
}

/** Of a task nobody catalogued, what the workbook's cells propose. */
async function published(snapshots: string) {
  const snapshot = await readCurrentSnapshot(snapshots);
  if (snapshot === null) throw new NothingPublishedError();
  const rows = await readRows(snapshot, "deanery_catalogue");
  const sections = await readRows(snapshot, "deanery_sections");
  const tasks = rows.map((row): PublishedTask => {
    const isCatalogued = row["source"] !== null;
    const [section, complexity] = isCatalogued
      ? [row["section_id"], row["complexity"]]
      : [row["proposed_section_id"], row["proposed_complexity"]];
    return {
      task: String(row["task"]),
      title: String(row["task_title"]),
      section: section == null ? null : String(section),
      complexity: BigInt(String(complexity ?? 1_000_000)),
      isCatalogued,
    };
  });
  return { tasks, sections: new Set(sections.map((row) => String(row["section_id"]))) };
}
