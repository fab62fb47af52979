import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Browser, BrowserContext } from "playwright-core";

import { givenOpenDemo, visit } from "../browser/given-open-demo.ts";
import { launchChromium } from "../setup/chromium.ts";
import type { BenchRow } from "./bench-row.ts";

const CHART_PATH = "/deanery/";
/** The same shell and the same person, who has no such role: it draws two lines and no data. */
const BLANK_PATH = "/committee/";
const WATCH = join(import.meta.dirname, "first-chart-watch.js");
const ROUNDS = 5;
const PATIENCE_MS = 60_000;
const VIEWPORT = { width: 1280, height: 900 };

/**
 * From opening an address to what one came for, as someone of the deanery in the whole demo
 * community: the first chart of their page, beside the words of a page that is not theirs. Both
 * come from the real gateway, by loopback, into Chromium; medians of rounds taken in turn.
 *
 * On the first visit the browser context is a new one, with nothing cached: the shell, DuckDB and
 * the person's data all travel. The next visit is a new page of that context. The blank page asks
 * for DuckDB as well and does not wait for it.
 *
 * The memory is the peak of the process that drew the chart, DuckDB's worker included, as Linux
 * counts it. The browser's other processes and the gateway come on top.
 */
export async function bench(): Promise<BenchRow[]> {
  await using demo = await givenOpenDemo({ scale: 1 });
  const browser = await launchChromium();
  try {
    const person = demo.people.find(({ role }) => role === "deanery")?.id ?? "";
    const { context } = await visit(browser, demo, person);
    const signedIn = await context.storageState();
    await context.close();

    const limits: Visits[] = [];
    const ours: Visits[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      limits.push(await visits(browser, signedIn, `${demo.address}${BLANK_PATH}`));
      ours.push(await visits(browser, signedIn, `${demo.address}${CHART_PATH}`));
    }
    const peakMemoryMb = Math.max(...ours.map((one) => one.peakMemoryMb));
    return (["first", "next"] as const).map((name) => {
      const limit = median(limits.map((one) => one[name]));
      const chart = median(ours.map((one) => one[name]));
      return {
        name: `first chart, ${name} visit, ms`,
        limit,
        ours: chart,
        ratio: chart / limit,
        goal: null,
        peakMemoryMb,
      };
    });
  } finally {
    await browser.close();
  }
}

interface Visits {
  /** Milliseconds since the address was opened. */
  readonly first: number;
  readonly next: number;
  readonly peakMemoryMb: number;
}

type SignedIn = Awaited<ReturnType<BrowserContext["storageState"]>>;

async function visits(browser: Browser, signedIn: SignedIn, url: string): Promise<Visits> {
  const context = await browser.newContext({ storageState: signedIn, viewport: VIEWPORT });
  try {
    await context.addInitScript({ path: WATCH });
    const first = await open(context, url);
    const next = await open(context, url);
    return { first, next, peakMemoryMb: await peakMemoryMb(browser) };
  } finally {
    await context.close();
  }
}

async function open(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(url);
  // Everything has arrived, so that the next visit finds a full cache whichever page it is.
  await page.waitForLoadState("networkidle");
  const drawn = page.locator("html[data-drawn-at]");
  return Number(await drawn.getAttribute("data-drawn-at"));
}

/** Of the largest page there is; all but the one that draws the chart are closed. */
async function peakMemoryMb(browser: Browser): Promise<number> {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  await devtools.detach();
  const pages = processInfo.filter(({ type }) => type === "renderer");
  return Math.max(...(await Promise.all(pages.map(({ id }) => residentPeakMb(id)))));
}

async function residentPeakMb(pid: number): Promise<number> {
  if (process.platform !== "linux") return Number.NaN;
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
