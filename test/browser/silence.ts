import type { Browser } from "playwright-core";

import { open, type OpenDemo, visit } from "./given-open-demo.ts";

/** What stands over a page while the forum is silent, and how often once it answers again. */
export async function saidOfSilence(browser: Browser, demo: OpenDemo, id: string) {
  demo.say([{ stream: "discourse_posts", since: "2026-10-05T06:00:00.000Z" }]);
  const { page, context } = await visit(browser, demo, id);
  const said = await page.getByTestId("stale").allInnerTexts();
  demo.say([]);
  await open(page, page.url());
  const afterCount = await page.getByTestId("stale").count();
  await context.close();
  return { said, afterCount };
}

export const SILENT_FORUM = {
  said: [
    "Форум: источник не отвечает с 5 октября 2026 г. в 09:00 (UTC+3), показаны данные на это время",
  ],
  afterCount: 0,
};
