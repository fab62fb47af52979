import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";

import type { Role } from "../../models/roles.ts";
import { textsOf } from "./canaries.ts";
import { faultsOfCharts } from "./charts.ts";
import { open, type OpenDemo, visit } from "./given-open-demo.ts";
import { PAGES } from "./pages.ts";

/** Screenshots are kept where this names a folder, so that somebody can look at them. */
const SHOTS = process.env["VKLAD_SCREENSHOTS"];
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

/** Latin words that are names and not English: the rest of a page is Russian. */
const NAMES = /^(stk|nocodb|discourse|utc|digest|vklad|distribute|v|m|k|e|i|json|http)$/i;

export interface Looked {
  /** What each page of the role is like, in the order of their addresses. */
  readonly found: readonly Readonly<Record<string, unknown>>[];
  readonly complaints: readonly string[];
  /** What each page says to whoever reads it, in the same order. */
  readonly said: readonly string[];
  /** All that reached the browser. */
  readonly texts: readonly string[];
  /** Of that, what models are made of. */
  readonly described: readonly string[];
  /** Addresses that were asked elsewhere. */
  readonly foreign: readonly string[];
}

/** What is not said in anybody's language: codes, and the text that a signature is over. */
const CODES = "code, pre, [data-testid=approval-text]";

/** English words that a person would see. Digests, signatures, addresses and codes are no words. */
async function englishOn(page: Page): Promise<string[]> {
  const text = await page.locator("body").innerText();
  const codes = await page.locator(CODES).allInnerTexts();
  const prose = codes.reduce((left, code) => left.replaceAll(code, " "), text);
  const words: string[] = prose.match(/(?<![\w.])[A-Za-z]{3,}(?![\w.])/g) ?? [];
  return [...new Set(words.filter((word) => !NAMES.test(word) && /^[A-Z]?[a-z]+$/.test(word)))];
}

/** Opens every page of a role as one person, from signing in on. */
export async function lookAtEveryPage(
  browser: Browser,
  demo: OpenDemo,
  { id, role, name }: { readonly id: string; readonly role: Role; readonly name: string },
): Promise<Looked> {
  const viewport = name === "phone" ? PHONE : DESKTOP;
  const visited = await visit(browser, demo, id, viewport);
  const { page, context, fetched, complaints } = visited;
  const found: Record<string, unknown>[] = [];
  const said: string[] = [];
  for (const path of PAGES[role]) {
    await open(page, `${demo.address}${path}`);
    if (SHOTS !== undefined) {
      mkdirSync(SHOTS, { recursive: true });
      const file = `${name}${path.replaceAll("/", "-")}${viewport.width}.png`;
      await page.screenshot({ path: join(SHOTS, file), fullPage: true });
    }
    const text = await page.locator("body").innerText();
    said.push(text);
    const overflow = await page.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    found.push({
      path,
      broken:
        /undefined|NaN|1970|Invalid|\[object|Infinity|Не получилось|Error:/.exec(text)?.[0] ?? null,
      overflow: overflow > 1,
      asOf: await page.getByTestId("as-of").count(),
      charts: await faultsOfCharts(page),
      english: await englishOn(page),
    });
  }
  const foreign = fetched.map(({ url }) => url).filter((url) => !url.startsWith(demo.address));
  const described = fetched
    .filter(({ url }) => new URL(url).pathname === "/api/models")
    .map(({ body }) => body.toString());
  const texts = await textsOf(visited);
  await context.close();
  return { found, complaints, said, texts, described, foreign };
}

/** What `found` is where nothing is wrong. */
export function sound(role: Role): Looked["found"] {
  const whole = { broken: null, overflow: false, asOf: 1, charts: [], english: [] };
  return PAGES[role].map((path) => ({ path, ...whole }));
}
