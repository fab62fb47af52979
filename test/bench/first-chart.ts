import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Browser, BrowserContext } from "playwright-core";

import { givenOpenDemo, type OpenDemo, visit } from "../browser/given-open-demo.ts";
import { launchChromium } from "../setup/chromium.ts";
import type { BenchRow } from "./bench-row.ts";
import { publishMembers } from "./many-members.ts";

const CHART_PATH = "/deanery/";
/** The same shell and the same person, who has no such role: it draws two lines and no data. */
const BLANK_PATH = "/committee/";
const WATCH = join(import.meta.dirname, "first-chart-watch.js");
const ROUNDS = 5;
const PATIENCE_MS = 60_000;
const VIEWPORT = { width: 1280, height: 900 };

/** A page of charts is worth waiting for half as long again as one without. */
const GOAL = 1.5;

const MEMBERS_MANY = 5_000;

/**
 * From opening an address to what one came for, as someone of the deanery: the first chart of their
 * page, beside the words of a page that is not theirs. Both come from the real gateway, by loopback,
 * into Chromium; medians of rounds taken in turn. First in the whole demo community, then in one of
 * five thousand members.
 *
 * On the first visit the browser context is a new one, with nothing cached: the shell and the answers
 * all travel. The next visit is a new page of that context.
 *
 * The memory is the peak of the process that drew the chart, as Linux counts it. The browser's other
 * processes, the gateway and those that answer come on top.
 */
export async function bench(): Promise<BenchRow[]> {
  await using demo = await givenOpenDemo({ scale: 1 });
  const small = await firstCharts(demo, demo.address, "demo");
  await publishMembers(demo, MEMBERS_MANY);
  await using large = await demo.openDoorsAt({});
  return [...small, ...(await firstCharts(demo, large.address, `${MEMBERS_MANY} members`))];
}

async function firstCharts(demo: OpenDemo, address: string, of: string): Promise<BenchRow[]> {
  const browser = await launchChromium();
  try {
    const person = demo.people.find(({ role }) => role === "deanery")?.id ?? "";
    const { context } = await visit(browser, { ...demo, address }, person);
    const signedIn = await context.storageState();
    await context.close();

    const limits: Visits[] = [];
    const ours: Visits[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      limits.push(await visits(browser, signedIn, `${address}${BLANK_PATH}`));
      ours.push(await visits(browser, signedIn, `${address}${CHART_PATH}`));
    }
    const peakMemoryMb = Math.max(...ours.map((one) => one.peakMemoryMb));
    return (["first", "next"] as const).map((name) => {
      const limit = median(limits.map((one) => one[name]));
      const chart = median(ours.map((one) => one[name]));
      return {
        name: `first chart, ${of}, ${name} visit, ms`,
        limit,
        ours: chart,
        ratio: chart / limit,
        goal: GOAL,
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
