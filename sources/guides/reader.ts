import type { Json } from "../source.ts";
import { addressesOf } from "./address.ts";
import type { Files } from "./files.ts";
import { type Guide, readGuide } from "./guide-file.ts";
import { guidesAbove } from "./guides-above.ts";
import { languageOf, type Tongue } from "./language.ts";
import type { ListedFile, Listing } from "./listing.ts";
import { folderOf, isGuide, isIndex, nameOf, placeOf, stemOf } from "./names.ts";
import type { GuidesRules } from "./options.ts";
import { refused, type Refused } from "./refused.ts";
import { idWritten, readSection, type Section } from "./section-file.ts";
import { textsOf } from "./texts.ts";

/** What a file gave: a section, perhaps with faults of its tasks; or why it gave none. */
export interface Given {
  readonly record?: Json;
  /** Known also of a page that is refused for its guide's sake. */
  readonly id?: string;
  /** Of a page that is broken: the id that seems to be written there. */
  readonly claimedId?: string | null;
  readonly refused: readonly Refused[];
  readonly isUnread: boolean;
}

export interface Reader {
  /** `firstPath` is the path of the page that has had an id before, if one has. */
  give(file: ListedFile, firstPath: (id: string) => string | undefined): Promise<Given>;
}

/** Reads pages, each with the file of its guide, and opens none twice. */
export function readerOf(
  listing: Listing,
  rules: GuidesRules,
  { disk, signal }: { readonly disk: Files; readonly signal: AbortSignal },
): Reader {
  const above = guidesAbove(listing, rules);
  const textOf = textsOf(disk, signal, (file) => above.isShared(file));

  return {
    async give(file, firstPath) {
      const { path } = file;
      const no = (reason: string): Given => ({ refused: [refused(path, reason)], isUnread: false });
      if (above.isSecond(file)) return no("another file of its guide stands beside it");
      const text = await textOf(file);
      if ("reason" in text) return { ...no(text.reason), isUnread: text.isUnread === true };
      if (isGuide(nameOf(path))) {
        const guide = readGuide(text.value);
        return "reason" in guide ? no(guide.reason) : { refused: [], isUnread: false };
      }
      const read = readSection(text.value, rules.fields);
      if ("reason" in read) {
        return { ...no(read.reason), claimedId: idWritten(text.value, rules.fields.id) };
      }
      const section = read.value;
      const tongue = languageOf(path, section.language, rules);
      const id = ownId(section, tongue) ?? (rules.withoutId === "path" ? idOfPath(path) : null);
      if (id === null && isBare(section)) return no("no front matter between ---");
      if (id === null) return no("line 1: it has no id");
      const first = firstPath(id);
      if (first !== undefined)
        return no(`line ${section.idLine}: its id is already that of ${first}`);
      const guide = await above.guideOf(path, textOf);
      if ("reason" in guide) return { ...no(guide.reason), id };
      return {
        record: recordOf({ path, id, guide: guide.value, section, tongue }, rules),
        id,
        refused: [...section.taskFaults, ...accessFaults(section, rules)].map((fault) =>
          refused(path, fault),
        ),
        isUnread: false,
      };
    },
  };
}

/** A translation may bear the id of its original: its language then keeps the two apart. */
function ownId({ id }: Section, { language, isInPath }: Tongue): string | null {
  return id !== null && isInPath ? `${id}@${language}` : id;
}

function accessOf({ access }: Section, rules: GuidesRules): "free" | "members" | null {
  const levels = ["free", "members"] as const;
  return levels.find((level) => access !== null && rules.access[level].includes(access)) ?? null;
}

/** The section stands without it. */
function accessFaults(section: Section, rules: GuidesRules): readonly string[] {
  if (section.access === null || accessOf(section, rules) !== null) return [];
  return [`line ${section.accessLine}: its access is neither free nor for members`];
}

function isBare({ frontMatter }: Section): boolean {
  return Object.keys(frontMatter as object).length === 0;
}

interface Placed {
  readonly path: string;
  readonly id: string;
  readonly guide: Guide;
  readonly section: Section;
  readonly tongue: Tongue;
}

function recordOf({ path, id, guide, section, tongue }: Placed, rules: GuidesRules): Json {
  const { orderWithin, languages, publishedAt } = rules;
  const { title, order, tasks, text, frontMatter, translates, url } = section;
  const { language, key } = tongue;
  const access = accessOf(section, rules);
  const isTranslation =
    translates !== null || (languages !== null && language !== languages.original);
  const urls = addressesOf({ path, id: section.id ?? id, guide: guide.id, url }, publishedAt);
  const folder = folderOf(path);
  const name = isIndex(path) && folder !== "" ? nameOf(folder) : stemOf(path);
  return {
    section_id: id,
    guide_id: guide.id,
    guide_title: guide.title,
    section_title: title ?? name.normalize("NFC"),
    ...(order === null ? {} : { order }),
    order_group: orderWithin === "folder" ? placeOf(folder) : "",
    place: placeOf(path),
    ...(tasks.length === 0 ? {} : { tasks: tasks as unknown as Json }),
    ...(language === null ? {} : { language }),
    ...(languages === null ? {} : { translation_key: key }),
    ...(translates === null ? {} : { translates }),
    ...(isTranslation ? { is_translation: true } : {}),
    ...(access === null ? {} : { access }),
    ...(urls.length === 0 ? {} : { urls }),
    text,
    path,
    front_matter: frontMatter,
  };
}

/** The path without its ending: one a file, whatever else the repository holds. */
function idOfPath(path: string): string {
  const folder = folderOf(path);
  return (folder === "" ? stemOf(path) : `${folder}/${stemOf(path)}`).normalize("NFC");
}
