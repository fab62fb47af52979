import { readdirSync } from "node:fs";
import { join } from "node:path";

import { type Role, roleTable } from "../../models/roles.ts";

const FOLDER = join(import.meta.dirname, "../../dashboards/pages");

/** Every page that has one address, by the role whose folder it is in. */
export const PAGES = Object.fromEntries(
  roleTable.map(({ name, pages }) => [name, addressesIn(pages)]),
) as Readonly<Record<Role, readonly string[]>>;

function addressesIn(folder: string): readonly string[] {
  return readdirSync(join(FOLDER, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md") && !file.includes("["))
    .map((file) => `/${folder}/${file.replace(/(^|\/)index\.md$/, "$1").replace(/\.md$/, "/")}`)
    .toSorted();
}
