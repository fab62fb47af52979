import { z } from "zod";

import { isPattern } from "./address.ts";

const names = z.array(z.string().min(1));
const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z]{2,8})?$/, "a language such as ru or en");
const address = z
  .string()
  .refine(isPattern, "an address with {path} or {id}, such as https://guides.example.org/{path}/");

/** What `vklad.config.ts` says of a community's guides. */
export const guidesSettings = z.strictObject({
  /** A relative path is taken from where `vklad` is started. */
  dir: z.string().min(1),
  /** Folders besides `dir` that symbolic links may lead into. */
  links: names.optional(),
  /**
   * Which fields of a page's front matter say what: of several names, the first that is written
   * counts; `sidebar.order` is `order` inside `sidebar`.
   */
  fields: z
    .strictObject({
      id: names.optional(),
      title: names.optional(),
      order: names.optional(),
      tasks: names.optional(),
      url: names.optional(),
      language: names.optional(),
      translates: names.optional(),
      access: names.optional(),
    })
    .optional(),
  /**
   * Where pages are published, and where they once were: `{path}` is a page's path without ending,
   * `{id}` its id, `{guide}` that of its guide. So annotations find their sections.
   */
  publishedAt: z.array(address).optional(),
  /**
   * The language that guides are written in, and those they are translated into; a file's language
   * stands in its name (`suffix`: `.en` before its ending) or in a folder above it, unless its page says it.
   */
  languages: z
    .strictObject({
      original: language,
      others: z.array(language).min(1),
      by: z.enum(["suffix", "folder"]).optional(),
    })
    .optional(),
  /** Words by which a page says that all may read it, or members alone. */
  access: z.strictObject({ free: names.optional(), members: names.optional() }).optional(),
  /** A page that gives no id: `refuse` it (so without this), or its `path` without the ending is it. */
  withoutId: z.enum(["refuse", "path"]).optional(),
  /**
   * A page that no `guide.yaml` stands above: `refuse` it (so without this), or each `folder` at
   * the top is a guide, or all such pages are of the guide named here.
   */
  withoutGuide: z
    .union([
      z.enum(["refuse", "folder"]),
      z.strictObject({ id: z.string().min(1), title: z.string().min(1) }),
    ])
    .optional(),
  /** Orders count through a whole `guide` (so without this), or begin anew in each `folder`. */
  orderWithin: z.enum(["guide", "folder"]).optional(),
});

export type GuidesSettings = z.infer<typeof guidesSettings>;

/** The same with nothing left out. */
export interface GuidesRules {
  readonly fields: Readonly<
    Record<
      "id" | "title" | "order" | "tasks" | "url" | "language" | "translates" | "access",
      readonly string[]
    >
  >;
  readonly publishedAt: readonly string[];
  readonly languages: {
    readonly original: string;
    readonly others: readonly string[];
    readonly by: "suffix" | "folder" | null;
  } | null;
  readonly access: Readonly<Record<"free" | "members", readonly string[]>>;
  readonly withoutId: "refuse" | "path";
  readonly withoutGuide: "refuse" | "folder" | { readonly id: string; readonly title: string };
  readonly orderWithin: "guide" | "folder";
}

export function rulesOf({
  fields = {},
  withoutId = "refuse",
  withoutGuide = "refuse",
  orderWithin = "guide",
  publishedAt = [],
  languages,
  access = {},
}: GuidesSettings): GuidesRules {
  const { id = ["id"], title = ["title"], order = ["order"], tasks = ["tasks"] } = fields;
  const { url = ["url"], language = ["lang"], translates = ["translates"] } = fields;
  const { free = ["free"], members = ["members"] } = access;
  return {
    fields: {
      id,
      title,
      order,
      tasks,
      url,
      language,
      translates,
      access: fields.access ?? ["access"],
    },
    withoutId,
    withoutGuide,
    orderWithin,
    publishedAt,
    languages: languages === undefined ? null : { ...languages, by: languages.by ?? null },
    access: { free, members },
  };
}
