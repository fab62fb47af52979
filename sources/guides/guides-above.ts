import { type Guide, readGuide } from "./guide-file.ts";
import type { ListedFile, Listing } from "./listing.ts";
import { folderOf, isGuide, isIndex, nameOf, topOf } from "./names.ts";
import type { GuidesRules } from "./options.ts";
import type { Read } from "./refused.ts";
import { readSection } from "./section-file.ts";
import type { Text } from "./texts.ts";

export interface GuidesAbove {
  /** True for a file that says something of other pages: it is opened once, not once a page. */
  isShared(file: ListedFile): boolean;
  /** True for a second file of one folder's guide: the first by name counts. */
  isSecond(file: ListedFile): boolean;
  /** The guide of a page: the nearest file of one above it, or what the configuration says. */
  guideOf(path: string, textOf: (file: ListedFile) => Promise<Text>): Promise<Read<Guide>>;
}

export function guidesAbove(
  { files }: Listing,
  { fields, withoutGuide }: GuidesRules,
): GuidesAbove {
  const byFolder = new Map<string, ListedFile>();
  const indexOfTop = new Map<string, ListedFile>();
  for (const file of files) {
    const folder = folderOf(file.path);
    if (isGuide(nameOf(file.path))) {
      if (!byFolder.has(folder)) byFolder.set(folder, file);
    } else if (isIndex(file.path) && folder === topOf(file.path)) {
      if (!indexOfTop.has(folder)) indexOfTop.set(folder, file);
    }
  }

  async function inFile(file: ListedFile, text: Text): Promise<Read<Guide>> {
    const guide = "reason" in text ? text : readGuide(text.value);
    return "reason" in guide ? { reason: `${file.path} is missing or unreadable` } : guide;
  }

  return {
    isShared: (file) =>
      isGuide(nameOf(file.path)) ||
      (withoutGuide === "folder" && indexOfTop.get(topOf(file.path)) === file),

    isSecond: (file) => isGuide(nameOf(file.path)) && byFolder.get(folderOf(file.path)) !== file,

    async guideOf(path, textOf) {
      for (let folder = folderOf(path); ; folder = folderOf(folder)) {
        const file = byFolder.get(folder);
        if (file !== undefined) return inFile(file, await textOf(file));
        if (folder === "") break;
      }
      const top = topOf(path);
      if (withoutGuide === "refuse") {
        const missing = top === "" ? "guide.yaml" : `${top}/guide.yaml`;
        return { reason: `${missing} is missing or unreadable` };
      }
      if (withoutGuide !== "folder") return { value: withoutGuide };
      // The index page of a folder gives it its title, where it has one that reads.
      const index = indexOfTop.get(top);
      const text = index === undefined ? { reason: "" } : await textOf(index);
      const section = "reason" in text ? text : readSection(text.value, fields);
      const id = top === "" ? "guide" : top.normalize("NFC");
      const title = "reason" in section ? null : section.value.title;
      return { value: { id, title: title ?? id } };
    },
  };
}
