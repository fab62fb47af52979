import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Browser } from "playwright-core";

import { plansOf } from "../../warehouse/ledger/index.ts";
import { follow, open, type OpenDemo, visit } from "./given-open-demo.ts";

const SHOTS = process.env["VKLAD_SCREENSHOTS"];

/** As many lines as a big month has. */
const MANY = 1_000;

/**
 * The report of the demo's first month, reached from the plan's page, as it stands on paper in each
 * language; then as if it had a thousand lines.
 */
export async function printedReport(browser: Browser, demo: OpenDemo, id: string) {
  const events = await demo.run.system.ledger.read();
  const [first] = plansOf(events);
  if (first === undefined) throw new Error("The demo has no plans.");
  const { page, context, complaints } = await visit(browser, demo, id);
  await open(page, `${demo.address}/committee/plan/${first.digest}/`);
  await follow(page, (await page.getByTestId("report-link").getAttribute("href")) ?? "");
  const report = page.getByTestId("report");

  async function onPaper(name: string) {
    await report.waitFor();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const pdf = await page.pdf({ preferCSSPageSize: true });
    if (SHOTS !== undefined) {
      writeFileSync(join(SHOTS, `report-${name}.pdf`), pdf);
      await page.screenshot({ path: join(SHOTS, `report-${name}.png`), fullPage: true });
    }
    const seen = {
      text: await report.innerText(),
      lines: await page.getByTestId("report-lines").locator("tbody tr").count(),
      sheets: pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0,
      isA4: /\/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]/.test(pdf.toString("latin1")),
      // Also in a browser that is set to dark: black on white, and nothing of the site around it.
      colours: await page.evaluate<string>(`(() => {
        const { color, backgroundColor } = getComputedStyle(document.querySelector(".report"));
        return color + " on " + backgroundColor;
      })()`),
      header: await page.getByTestId("leave").isVisible(),
      repeats: await page.evaluate<string>(
        `getComputedStyle(document.querySelector("[data-testid=report-lines] thead")).display`,
      ),
    };
    await page.emulateMedia({ media: null, colorScheme: null });
    return seen;
  }

  const russian = await onPaper("ru");
  await page.getByTestId("language-en").click();
  await page.locator('html[lang="en"] [data-testid=report]').waitFor();
  const english = await onPaper("en");
  await page.route("**/report", async (route) => {
    if (!route.request().url().includes("/api/")) return route.continue();
    const response = await route.fetch();
    const told = (await response.json()) as { lines: { lineId: string }[] };
    const lines = Array.from({ length: MANY }, (_, index) => ({
      ...told.lines[index % told.lines.length],
      lineId: `line ${index}`,
      memberId: `pseudonym ${index}`,
    }));
    await route.fulfill({ response, json: { ...told, lines } });
  });
  await open(page, page.url());
  const many = await onPaper("many");
  await context.close();
  return { digest: first.digest, plan: first.plan, russian, english, many, complaints };
}
