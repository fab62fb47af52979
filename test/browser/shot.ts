import { join } from "node:path";

import type { Page } from "playwright-core";

/** Kept where `VKLAD_SCREENSHOTS` says, so that somebody can look at them. */
export async function shot(page: Page, name: string): Promise<void> {
  const dir = process.env["VKLAD_SCREENSHOTS"];
  if (dir === undefined) return;
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(dir, `${name}-${width}.png`), fullPage: true });
  }
}
