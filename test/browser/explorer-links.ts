import type { Browser } from "playwright-core";

import { plansOf } from "../../warehouse/ledger/index.ts";
import { open, type OpenDemo, visit } from "./given-open-demo.ts";

const EXPLORER = {
  transaction: "https://explorer.example/tx/{signature}",
  address: "https://explorer.example/address/{address}",
};

/**
 * The links of a page that lead to an explorer: first on the demo's own chain, then as if that were
 * a cluster with a name. Only the session is told otherwise; pages and plans are the demo's.
 */
export async function linksOnCluster(
  browser: Browser,
  demo: OpenDemo,
  { id, path }: { readonly id: string; readonly path: "plan" | "receipt" },
) {
  const events = await demo.run.system.ledger.read();
  const [first] = plansOf(events);
  if (first === undefined) throw new Error("The demo has no plans.");
  const { digest, plan } = first;
  const { page, context, fetched, complaints } = await visit(browser, demo, id);
  const address = {
    plan: `${demo.address}/committee/plan/${digest}/`,
    receipt: `${demo.address}/me/receipt/`,
  }[path];
  await open(page, address);
  const found = page.getByTestId("explorer");
  const onOwnChain = await found.count();
  await page.route("**/data/session.json", async (route) => {
    const response = await route.fetch();
    const session = (await response.json()) as object;
    const explorers = { [plan.chain.genesis]: EXPLORER };
    await route.fulfill({ response, json: { ...session, explorers } });
  });
  await open(page, address);
  await found.first().waitFor({ state: "attached" });
  const links = await found.evaluateAll((all) =>
    all.map((one) => ["href", "rel", "target"].map((name) => one.getAttribute(name)).join(" ")),
  );
  const foreign = fetched.map(({ url }) => url).filter((url) => !url.startsWith(demo.address));
  await context.close();
  return { links, onOwnChain, foreign, complaints };
}
