import type { Mutant } from "../mutant.ts";

const FAULTS = ["sources/guides/faults.test.ts"];
const SECTIONS = ["sources/guides/sections.test.ts"];

/** What a disk and people do to the folder of guides. */
export const guidesMutants: readonly Mutant[] = [
  {
    change: "sweep away the section of a page that cannot be read",
    file: "sources/guides/sections.ts",
    find: "if (record === undefined && refused.length > 0) unseen.push(path);",
    replace: "",
    check: FAULTS,
  },
  {
    change: "take an empty folder for one whose pages were deleted",
    file: "sources/guides/listing.ts",
    find: 'if (entries.length === 0) found.unseen.push(folder === "" ? "" : `${folder}/`);',
    replace: "",
    check: FAULTS,
  },
  {
    change: "follow a link out of the folder of guides",
    file: "sources/guides/listing.ts",
    find: "if (!isAllowed(real))",
    replace: "if (false)",
    check: FAULTS,
  },
  {
    change: "walk in a circle of links",
    file: "sources/guides/listing.ts",
    find: "if (above.includes(real))",
    replace: "if (above.length > 8)",
    check: FAULTS,
  },
  {
    change: "let text of another encoding land as replacement characters",
    file: "sources/guides/decode.ts",
    find: "if (!isUtf8(bytes)) return",
    replace: "if (false) return",
    check: FAULTS,
  },
  {
    change: "forget the ids of a walk between its pages",
    file: "sources/guides/sections.ts",
    find: "const places = new Map(before.seen);",
    replace: "const places = new Map<string, number>();",
    check: SECTIONS,
  },
  {
    change: "never ask again for what the disk would not give",
    file: "sources/guides/sections.ts",
    find: "if (unread.length === 0) return false;",
    replace: "return false;",
    check: SECTIONS,
  },
  {
    change: "take a number in place of an id as it was written",
    file: "sources/guides/front-matter.ts",
    find: 'return type === "PLAIN" && source !== undefined ? source : String(value);',
    replace: "return String(value);",
    check: ["sources/guides/section-file.test.ts"],
  },
];
