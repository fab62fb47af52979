import { z } from "zod";

const names = z.array(z.string().min(1));

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
    })
    .optional(),
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
  readonly fields: Readonly<Record<"id" | "title" | "order" | "tasks", readonly string[]>>;
  readonly withoutId: "refuse" | "path";
  readonly withoutGuide: "refuse" | "folder" | { readonly id: string; readonly title: string };
  readonly orderWithin: "guide" | "folder";
}

export function rulesOf({
  fields = {},
  withoutId = "refuse",
  withoutGuide = "refuse",
  orderWithin = "guide",
}: GuidesSettings): GuidesRules {
  const { id = ["id"], title = ["title"], order = ["order"], tasks = ["tasks"] } = fields;
  return { fields: { id, title, order, tasks }, withoutId, withoutGuide, orderWithin };
}
