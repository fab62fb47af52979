import { join } from "node:path";

import type { Browser } from "playwright-core";

import { plansOf } from "../../warehouse/ledger/index.ts";
import { open, type OpenDemo, settled, visit } from "./given-open-demo.ts";

const SHOTS = process.env["VKLAD_SCREENSHOTS"];

/** What the page of the token says in each language, and what the ledger says was paid. */
export async function tokenPage(browser: Browser, demo: OpenDemo, id: string) {
  const { page, context, complaints } = await visit(browser, demo, id);
  const figures = async (lang: "ru" | "en") => {
    await page.getByTestId(`language-${lang}`).click();
    await page.locator(`html[lang="${lang}"] [data-testid=token]`).waitFor();
    await settled(page);
    if (SHOTS !== undefined)
      await page.screenshot({ path: join(SHOTS, `token-${lang}.png`), fullPage: true });
    const of = (testid: string) => page.getByTestId(testid).innerText();
    return {
      supply: await of("supply"),
      circulating: await of("circulating"),
      paid: await of("paid-by-plans"),
      beside: await of("beside"),
      source: await of("token-source"),
      owners: Number(await of("owner-count")),
      rows: await page.getByTestId("owners").locator("tbody tr").count(),
      charts: await page.locator("canvas").count(),
      text: await page.getByTestId("token").innerText(),
    };
  };
  await open(page, `${demo.address}/committee/token/`);
  const russian = await figures("ru");
  const english = await figures("en");
  await context.close();
  const wallets = plansOf(await demo.run.system.ledger.read())
    .flatMap(({ plan }) => plan.lines)
    .flatMap(({ wallet }) => wallet ?? []);
  return { russian, english, complaints, wallets: new Set(wallets) };
}
