/** What the gateway promises of its doors, as a real browser meets them. */
import { createServer as createTlsServer } from "node:https";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { givenNginx } from "../../app/gateway/given-nginx.ts";
import { launchChromium } from "../setup/chromium.ts";
import { selfSigned } from "../setup/self-signed.ts";
import { givenOpenDemo, open, type OpenDemo, settled, visit } from "./given-open-demo.ts";
import { saidOfSilence, SILENT_FORUM } from "./silence.ts";

/** Both names lead to this machine, as an attacker's does once it is rebound. */
const PUBLIC_NAME = "vklad.example.org";
const FOREIGN_NAME = "evil.example";

let browser: Browser;
let demo: OpenDemo;

beforeAll(async () => {
  const mapped = [PUBLIC_NAME, FOREIGN_NAME].map((name) => `MAP ${name} 127.0.0.1`).join(", ");
  browser = await launchChromium({ args: [`--host-resolver-rules=${mapped}`] });
  demo = await givenOpenDemo({ scale: 0.3 });
});

afterAll(async () => {
  await browser?.close();
  await demo?.[Symbol.asyncDispose]();
});

const idOf = (role: string) => demo.people.find((one) => one.role === role)?.id ?? "";

async function rowsOf(page: Page, testid: string): Promise<string[]> {
  return page.getByTestId(testid).locator("tbody tr").allInnerTexts();
}

test("no address of a plan shows another plan, or fewer lines of its own", async () => {
  const { page, complaints } = await visit(browser, demo, idOf("committee"));
  const link = page.getByRole("link", { name: "Кому, сколько и за что" }).first();
  const own = new URL((await link.getAttribute("href")) ?? "", demo.address).href;
  await open(page, own);
  const lines = await rowsOf(page, "lines");
  const digest = own.split("/").at(-2) ?? "";
  const plan = `${demo.address}/committee/plan`;

  for (const typed of [
    `${digest}' or 1=1 --`,
    `${digest}' and member_name <> '' --`,
    `${digest}' and 1=0 --`,
    `${digest}'`,
    `${digest}\\`,
    "' union all select * from committee_plans --",
    "' or ''='",
    "${digest}",
  ]) {
    await open(page, `${plan}/${encodeURIComponent(typed)}/`);
    const text = await page.locator("main").innerText();
    expect([typed, text]).toEqual([typed, expect.stringContaining("Такого плана в этом выпуске")]);
    expect([typed, await page.getByTestId("lines").count()]).toEqual([typed, 0]);
  }
  const nul = await page.request.get(`${plan}/${digest}%00/`);
  await open(page, own);

  expect(nul.status()).toBe(400);
  expect(lines.length).toBeGreaterThan(5);
  expect(await rowsOf(page, "lines")).toEqual(lines);
  expect(complaints).toEqual([]);
});

test("a name that is rebound to this machine shows another site nothing, and signs nobody in", async () => {
  const page = await (await browser.newContext()).newPage();
  const port = new URL(demo.address).port;
  const foreign = `http://${FOREIGN_NAME}:${port}`;
  const answer = await page.goto(`${foreign}/auth/login`);
  const shown = await page.locator("body").innerText();
  const signedIn = await page.evaluate(async (person) => {
    const body = new URLSearchParams({ person });
    return (await fetch("/auth/demo", { method: "POST", body })).status;
  }, idOf("deanery"));
  const data = await page.evaluate(async () => (await fetch("/data/session.json")).status);

  expect([answer?.status(), signedIn, data]).toEqual([421, 421, 421]);
  expect(shown).toContain(`У этого сервера нет имени "${FOREIGN_NAME}:${port}".`);
});

test.each(["/%09/evil.example/", "/%0a/evil.example/", "//evil.example/", "/%5cevil.example/"])(
  "after signing in with next=%s the browser is on a page of ours",
  async (next) => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${demo.address}/auth/login?next=${next}`);
    await page.locator(`button[value="${idOf("trainee")}"]`).click();
    await page.waitForURL("**/me/");

    expect(page.url()).toBe(`${demo.address}/me/`);
  },
);

test("a source that fell silent is named over every page, with the instant of its data", async () => {
  expect(await saidOfSilence(browser, demo, idOf("deanery"))).toEqual(SILENT_FORUM);
});

test("with the role its session ends: the next click leads to the sign-in, and nothing is answered", async () => {
  const { run } = demo;
  const { page, complaints, fetched } = await visit(browser, demo, idOf("deanery"));
  const asked = fetched.find(({ url }) => url.includes("/data/answers/"))?.url;
  const ask = () =>
    page.evaluate<number>(`fetch(${JSON.stringify(asked)}).then(({ status }) => status)`);
  const before = await ask();
  await endRole("deanery");
  await run.conductor.refresh();

  await page.getByRole("link", { name: "Участники", exact: true }).click();
  await page.waitForURL("**/auth/login?**");
  const after = await ask();
  await page.goBack();
  await page.waitForURL("**/auth/login?**");

  expect([before, after]).toEqual([200, 401]);
  expect(complaints.filter((one) => !one.includes("401"))).toEqual([]);
});

/** Says in the ledger that a role of the demo ended before today. */
async function endRole(role: "deanery"): Promise<void> {
  const { ledger } = demo.run.system;
  for (const { kind, payload } of await ledger.read())
    if (kind === "role_granted" && payload.role === role)
      await ledger.append(
        "role_granted",
        { ...payload, valid_to: "2026-10-01T00:00:00Z" },
        { actor: "demo" },
      );
}

test("behind nginx with default headers people sign in over https, and stay signed in", async () => {
  const publicUrl = "https://vklad.example.org";
  await using doors = await demo.openDoorsAt({ publicUrl });
  await using nginx = await givenNginx({
    port: Number(new URL(doors.address).port),
    listener: (handle) => createTlsServer(selfSigned(PUBLIC_NAME), handle),
  });
  const own = await launchChromium({
    args: [`--host-resolver-rules=MAP ${PUBLIC_NAME}:443 127.0.0.1:${nginx.port}`],
  });
  try {
    const context = await own.newContext({ ignoreHTTPSErrors: true, locale: "ru-RU" });
    const page = await context.newPage();
    await page.goto(`${publicUrl}/auth/login`);
    await page.locator(`button[value="${idOf("trainee")}"]`).click();
    await settled(page);
    const cookies = await context.cookies();

    expect(page.url()).toBe(`${publicUrl}/me/`);
    expect(await page.getByTestId("as-of").count()).toBe(1);
    expect(cookies).toMatchObject([
      { name: "__Host-vklad", secure: true, httpOnly: true, sameSite: "Lax", path: "/" },
    ]);
  } finally {
    await own.close();
  }
});
