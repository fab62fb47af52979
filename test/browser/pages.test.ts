import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Role, roleTable } from "../../models/roles.ts";
import { launchChromium } from "../setup/chromium.ts";
import { givenOpenDemo, open, type OpenDemo, visit } from "./given-open-demo.ts";
import { PAGES } from "./pages.ts";

/** Screenshots are kept where this names a folder, so that somebody can look at them. */
const SHOTS = process.env["VKLAD_SCREENSHOTS"];
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

/** Latin words that are names and not English: the rest of a page is Russian. */
const NAMES = /^(stk|nocodb|discourse|utc|digest|vklad|distribute|v|m|k|e|i|json|http)$/i;

let browser: Browser;
let full: OpenDemo;
let empty: OpenDemo;

beforeAll(async () => {
  browser = await launchChromium();
  full = await givenOpenDemo({ scale: 0.3 });
  empty = await givenOpenDemo({ scale: 0.3, isEmpty: true });
});

afterAll(async () => {
  await browser?.close();
  await full?.[Symbol.asyncDispose]();
  await empty?.[Symbol.asyncDispose]();
});

/** English words that a person would see. Digests, signatures, addresses and codes are no words. */
async function englishOn(page: Page): Promise<string[]> {
  const text = await page.locator("body").innerText();
  const codes = await page.locator("code, pre").allInnerTexts();
  const prose = codes.reduce((left, code) => left.replaceAll(code, " "), text);
  const words: string[] = prose.match(/(?<![\w.])[A-Za-z]{3,}(?![\w.])/g) ?? [];
  return [...new Set(words.filter((word) => !NAMES.test(word) && /^[A-Z]?[a-z]+$/.test(word)))];
}

function idOf(demo: OpenDemo, role: Role): string {
  const person = demo.people.find((one) => one.role === role);
  if (person !== undefined) return person.id;
  throw new Error(`Nobody in the demo is a ${role}: add one to demo/community/demo-people.ts.`);
}

async function look(demo: OpenDemo, role: Role, name: string, viewport = DESKTOP) {
  const id = idOf(demo, role);
  const { page, complaints } = await visit(browser, demo, id, viewport);
  const found: Record<string, unknown>[] = [];
  for (const path of PAGES[role]) {
    await open(page, `${demo.address}${path}`);
    if (SHOTS !== undefined) {
      mkdirSync(SHOTS, { recursive: true });
      const file = `${name}${path.replaceAll("/", "-")}${viewport.width}.png`;
      await page.screenshot({ path: join(SHOTS, file), fullPage: true });
    }
    const text = await page.locator("body").innerText();
    const overflow = await page.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    found.push({
      path,
      broken:
        /undefined|NaN|Invalid|\[object|Infinity|Не получилось|Error:/.exec(text)?.[0] ?? null,
      overflow: overflow > 1,
      asOf: await page.getByTestId("as-of").count(),
      english: await englishOn(page),
    });
  }
  return { found, complaints };
}

const sound = (role: Role) =>
  PAGES[role].map((path) => ({
    ...{ path, broken: null, overflow: false, asOf: 1, english: [] },
  }));

for (const { name: role } of roleTable) {
  test(`the ${role}'s pages are whole, Russian and say as of when`, async () => {
    expect(await look(full, role, "full")).toEqual({ found: sound(role), complaints: [] });
  });

  test(`the ${role}'s pages of an empty community are whole too`, async () => {
    expect(await look(empty, role, "empty")).toEqual({ found: sound(role), complaints: [] });
  });
}

test("the trainee's pages fit a phone", async () => {
  expect(await look(full, "trainee", "phone", PHONE)).toEqual({
    found: sound("trainee"),
    complaints: [],
  });
});

test("an empty community says what to do first, and shows no empty chart", async () => {
  const { page } = await visit(browser, empty, idOf(empty, "deanery"));

  const charts = await page.locator("canvas").count();
  const first = await page.getByText("Они появятся, когда").count();

  expect(charts).toBe(0);
  expect(first).toBeGreaterThan(0);
});
