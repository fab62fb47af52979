import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type Role, roleTable } from "../../models/roles.ts";

const FOLDER = join(import.meta.dirname, "../../dashboards/pages");

/** Every page that has one address, by the role whose folder it is in. */
export const PAGES = byRole((address) => !address.includes("["));

/** Every page of one thing among many, with a name in brackets where an address says which. */
export const DETAILS = byRole((address) => address.includes("["));

/** Whether a page's head has a title in English, too. */
export function isBilingual(address: string): boolean {
  const file = join(FOLDER, address.replace(/\/$/, ""));
  const text = [`${file}.md`, `${file}/index.md`].flatMap((path) =>
    existsSync(path) ? [readFileSync(path, "utf8")] : [],
  );
  return /^english: .*\btitle: /m.test(text[0] ?? "");
}

function byRole(isMeant: (address: string) => boolean) {
  const meant = (folder: string): readonly string[] => addressesIn(folder).filter(isMeant);
  return Object.fromEntries(roleTable.map(({ name, pages }) => [name, meant(pages)])) as Readonly<
    Record<Role, readonly string[]>
  >;
}

function addressesIn(folder: string): readonly string[] {
  return readdirSync(join(FOLDER, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `/${folder}/${file.replace(/(^|\/)index\.md$/, "$1").replace(/\.md$/, "/")}`)
    .toSorted();
}

/** Where a page of one thing is, by the first link to one; nobody and nothing is called `none`. */
export function addressOf(detail: string, links: Iterable<string>): string {
  const shape = new RegExp(`^${detail.replaceAll(/\[\w+\]/g, "[^/]+")}$`);
  return [...links].find((link) => shape.test(link)) ?? detail.replaceAll(/\[\w+\]/g, "none");
}
