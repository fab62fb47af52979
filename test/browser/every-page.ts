import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";

import type { Role } from "../../models/roles.ts";
import { textsOf } from "./canaries.ts";
import { chartsDrawn, faultsOfCharts } from "./charts.ts";
import { follow, open, type OpenDemo, settled, visit } from "./given-open-demo.ts";
import { addressOf, DETAILS, isBilingual, PAGES } from "./pages.ts";

/** Screenshots are kept where this names a folder, so that somebody can look at them. */
const SHOTS = process.env["VKLAD_SCREENSHOTS"];
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

/** Latin words that are names and not English: the rest of a page is Russian. */
const NAMES =
  /^(stk|nocodb|discourse|discord|telegram|desktop|utc|digest|vklad|distribute|v|m|k|e|i|json|http)$/i;

const LINKS = `[...document.querySelectorAll("main a[href]")].map((link) => link.getAttribute("href"))`;

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

/**
 * What is not said in the page's language: codes, the text that a signature is over, and what people
 * are called or wrote themselves.
 */
const CODES = "code, pre, .mono, [data-testid=approval-text], [data-own]";

/** English words that a person would see. Digests, signatures, addresses and codes are no words. */
async function englishOn(page: Page): Promise<string[]> {
  const text = await page.locator("body").innerText();
  const codes = await page.locator(CODES).allInnerTexts();
  const prose = codes.reduce((left, code) => left.replaceAll(code, " "), text);
  const words: string[] = prose.match(/(?<![\w.])[A-Za-z]{3,}(?![\w.])/g) ?? [];
  return [...new Set(words.filter((word) => !NAMES.test(word) && /^[A-Z]?[a-z]+$/.test(word)))];
}

/** Russian words that a person would see, but for what people have written or are called. */
async function russianOn(page: Page, own: ReadonlySet<string>): Promise<string[]> {
  const text = await page.locator("body").innerText();
  const longestFirst = [...own].toSorted((one, other) => other.length - one.length);
  const ours = longestFirst.reduce((left, theirs) => left.replaceAll(theirs, " "), text);
  return ours.match(/[а-яё]+/gi) ?? [];
}

interface Look {
  readonly id: string;
  readonly role: Role;
  readonly name: string;
  /** The phone alone, where the pages are also laid out first; else the desktop, then the phone. */
  readonly isOnPhone?: boolean;
  /** Each page is loaded anew, as from a bookmark; else by a link from the one before. */
  readonly isEachLoaded?: boolean;
  /** What people have written or are called, where the pages that are in English are read in it. */
  readonly inEnglishBut?: ReadonlySet<string>;
}

/**
 * Opens every page of a role as one person, from signing in on. Of pages of one thing among many it
 * opens the one that the role's other pages lead to first, or, where none does, one of nothing.
 */
export async function lookAtEveryPage(
  browser: Browser,
  demo: OpenDemo,
  { id, role, name, isOnPhone = false, isEachLoaded = false, inEnglishBut }: Look,
): Promise<Looked> {
  const viewports = isOnPhone ? [PHONE] : [DESKTOP, PHONE];
  const visited = await visit(browser, demo, id, viewports[0]);
  const { page, context, fetched, complaints } = visited;
  const links = new Set<string>();
  const found: Record<string, unknown>[] = [];
  const said: string[] = [];
  const isMeant = (path: string) => inEnglishBut === undefined || isBilingual(path);
  if (inEnglishBut !== undefined) await chooseEnglish(page, PAGES[role].find(isMeant)!);

  async function look(path: string) {
    for (const link of await page.evaluate<string[]>(LINKS)) links.add(link);
    const text = await page.locator("body").innerText();
    said.push(text);
    const sizes = [];
    for (const viewport of viewports) sizes.push(await lookAt(page, { path, name, viewport }));
    await page.setViewportSize(viewports[0]!);
    found.push({
      path,
      broken:
        /undefined|NaN|1970|Invalid|\[object|Infinity|Не получилось|Could not|Error:/.exec(
          text,
        )?.[0] ?? null,
      tooNarrow: sizes.flatMap(({ tooNarrow }) => tooNarrow),
      asOf: await page.getByTestId("as-of").count(),
      charts: sizes.flatMap(({ charts }) => charts),
      language: await page.locator("html").getAttribute("lang"),
      strange: await (inEnglishBut === undefined ? englishOn(page) : russianOn(page, inEnglishBut)),
    });
  }

  for (const path of PAGES[role].filter(isMeant)) {
    if (new URL(page.url()).pathname === path) await settled(page);
    else if (isEachLoaded) await open(page, `${demo.address}${path}`);
    else await follow(page, path);
    await look(path);
  }
  for (const detail of DETAILS[role].filter(isMeant)) {
    await follow(page, addressOf(detail, links));
    await look(detail);
  }
  const foreign = fetched.map(({ url }) => url).filter((url) => !url.startsWith(demo.address));
  const described = fetched
    .filter(({ url }) => new URL(url).pathname === "/api/models")
    .map(({ body }) => body.toString());
  const texts = textsOf(visited);
  await context.close();
  return { found, complaints, said, texts, described, foreign };
}

/** By the keyboard alone: it stays where it is, in English. */
async function chooseEnglish(page: Page, path: string) {
  await follow(page, path);
  await page.getByTestId("language-en").focus();
  await page.keyboard.press("Enter");
  await page.locator('[data-testid="language-en"][aria-pressed="true"]').waitFor();
  await page.waitForURL(({ pathname }) => pathname === path);
  await settled(page);
}

/** A page as it is at one size: whether it is wider than that, and whether its charts can be read. */
async function lookAt(
  page: Page,
  {
    path,
    name,
    viewport,
  }: { readonly path: string; readonly name: string; readonly viewport: typeof PHONE },
) {
  await page.setViewportSize(viewport);
  await chartsDrawn(page);
  const { width } = viewport;
  if (SHOTS !== undefined) {
    mkdirSync(SHOTS, { recursive: true });
    const file = `${name}${path.replaceAll("/", "-")}${width}.png`;
    await page.screenshot({ path: join(SHOTS, file), fullPage: true });
  }
  const overflow = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  const charts = (await faultsOfCharts(page)).map((fault) => `${width}: ${fault}`);
  return { tooNarrow: overflow > 1 ? [width] : [], charts };
}

/** What `found` is where nothing is wrong. */
export function sound(role: Role, language: "ru" | "en" = "ru"): Looked["found"] {
  const whole = { broken: null, tooNarrow: [], asOf: 1, charts: [], language, strange: [] };
  return [...PAGES[role], ...DETAILS[role]]
    .filter((path) => language === "ru" || isBilingual(path))
    .map((path) => ({ path, ...whole }));
}
