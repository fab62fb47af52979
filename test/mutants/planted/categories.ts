import type { Mutant } from "../mutant.ts";

const INHERIT = "sources/discourse/meaning/inherit.ts";
const CATEGORIES = ["sources/discourse/categories.test.ts"];

/** What posts of a forum's categories are. */
export const categoryMutants: readonly Mutant[] = [
  {
    change: "propose categories as if none were mapped already",
    file: "app/cli/commands/sources-map.ts",
    find: "settings.categories ?? {}",
    replace: "{}",
    check: ["app/cli/commands/sources-map.test.ts"],
  },
  {
    change: "map only the categories that are named, none below them",
    file: INHERIT,
    find: "at = parents.get(at);",
    replace: "return [];",
    check: CATEGORIES,
  },
  {
    change: "believe a forum that says itself what its posts are worth",
    file: INHERIT,
    find: "meaning === undefined) return sent;",
    replace: "meaning === undefined) return category;",
    check: CATEGORIES,
  },
  {
    change: "land categories again only when the forum changed them",
    file: "sources/discourse/categories.ts",
    find: "const digest = digestOf(all);",
    replace: "const digest = digestOf(await readCategories(http, signal));",
    check: CATEGORIES,
  },
  {
    change: "let a sweep land categories without what their posts are",
    file: "sources/discourse/categories.ts",
    find: "return { keys: keysOf(all), records,",
    replace: "return { keys: keysOf(all), records: await readCategories(http, signal),",
    check: CATEGORIES,
  },
  {
    change: "list only the categories that somebody mapped",
    file: "models/marts/deanery/deanery_categories.ts",
    find: '.union(qb.selectFrom("written").select("category_id")),',
    replace: ",",
    check: ["models/marts/deanery/deanery_categories.test.ts"],
  },
  {
    change: "show the deanery the name of a closed category",
    file: "models/marts/deanery/deanery_categories.ts",
    find: "case when not coalesce(${isRestricted}, false) then ${name} end",
    replace: "case when not coalesce(${isRestricted}, false) then ${name} else ${name} end",
    check: ["models/marts/deanery/deanery_categories.test.ts"],
  },
  {
    change: "say of a budget that nothing serves that nobody contributed",
    file: "models/marts/committee/committee_carry.ts",
    find: '.else(code("nothing_serves"))',
    replace: '.else(code("nobody_contributed"))',
    check: ["models/marts/committee/committee_carry.test.ts"],
  },
];
