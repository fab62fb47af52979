import { sign } from "node:crypto";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { approvalText, openPlanOf, plansOf } from "../../warehouse/ledger/index.ts";
import { seededKeyPair } from "../seed.ts";
import { launchChromium } from "../setup/chromium.ts";
import {
  givenOpenDemo,
  open,
  type OpenDemo,
  PROPOSER,
  signedIn,
  visit,
} from "./given-open-demo.ts";

let browser: Browser;
let demo: OpenDemo;

beforeAll(async () => {
  browser = await launchChromium();
  demo = await givenOpenDemo({ scale: 0.3 });
});

afterAll(async () => {
  await browser?.close();
  await demo?.[Symbol.asyncDispose]();
});

const committee = () => demo.people.filter(({ role }) => role === "committee");
const PERIOD = "2026-09";

async function seqOf() {
  return (await demo.run.system.ledger.head())?.seq;
}

/** A request as our own page makes it, by somebody who is signed in, from outside a browser. */
async function post(person: string, path: string, body: object) {
  return (await signedIn(demo, person)).post(path, body);
}

function newKey(name: string) {
  const { publicKey, privateKey } = seededKeyPair(name);
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("base64");
  const over = (text: string) => sign(null, Buffer.from(text), privateKey).toString("base64");
  return { publicKey: raw, over };
}

test("a session without a signature, an old signature and the proposer change nothing", async () => {
  const { ledger } = demo.run.system;
  const second = committee()[1]?.id ?? "";
  const events = await ledger.read();
  const plan = openPlanOf(events, PERIOD);
  const earlier = plansOf(events)[0];
  if (plan === null || earlier === undefined) throw new Error("The demo has no plans.");
  const member = newKey("member");
  const memberId = await memberIdOf(second);
  const registered = await post(second, "/api/keys", {
    publicKey: member.publicKey,
    proof: member.over(`Vklad key registration | ${memberId} | ${member.publicKey}`),
  });
  const proposer = newKey("proposer");
  await post(PROPOSER, "/api/keys", {
    publicKey: proposer.publicKey,
    proof: proposer.over(
      `Vklad key registration | ${await memberIdOf(PROPOSER)} | ${proposer.publicKey}`,
    ),
  });
  const before = await seqOf();
  const approval = (key: ReturnType<typeof newKey>, text: string) => ({
    digest: plan.digest,
    publicKey: key.publicKey,
    signature: key.over(text),
  });

  const answers = [
    await post(second, "/api/approvals", { digest: plan.digest }),
    await post(second, "/api/approvals", {
      digest: plan.digest,
      publicKey: member.publicKey,
      signature: Buffer.alloc(64).toString("base64"),
    }),
    await post(
      second,
      "/api/approvals",
      approval(member, approvalText(earlier.plan, earlier.digest)),
    ),
    await post(
      PROPOSER,
      "/api/approvals",
      approval(proposer, approvalText(plan.plan, plan.digest)),
    ),
  ];

  expect(registered.status).toBe(201);
  expect(answers.map(({ status, body }) => [status, body.error])).toEqual([
    [400, "bad_request"],
    [409, "bad_signature"],
    [409, "bad_signature"],
    [409, "proposer"],
  ]);
  expect(await seqOf()).toBe(before);
});

async function memberIdOf(person: string): Promise<string> {
  return (await signedIn(demo, person)).memberId;
}

test("the second member signs in the browser, and the page shows what was paid", async () => {
  const { run } = demo;
  const settling = run.conductor.settle(PERIOD);
  const digest = openPlanOf(await run.system.ledger.read(), PERIOD)?.digest ?? "";
  const stopped = { digest, code: "treasury_short", found: "the treasury holds 3 base units" };
  await run.system.ledger.append("distribution_stopped", stopped, { actor: "settler" });
  const { page, complaints } = await visit(browser, demo, committee()[1]?.id ?? "");
  const stop = page.getByTestId("stop");
  expect(await stop.innerText()).toMatch(/Выплата стоит с .+\n[^]*Пополните казну/);
  await page.getByTestId("approve").click();

  await page.getByTestId("batch").first().waitFor();
  await settling;
  // Paying went on: the stop is over.
  await stop.waitFor({ state: "detached" });
  await page.getByText("Расхождение").first().waitFor();
  const events = await run.system.ledger.read();
  const settled = events.findLast(({ kind }) => kind === "distribution_settled");
  const paid = events.filter(
    ({ kind, payload }) =>
      kind === "batch_paid" &&
      "digest" in payload &&
      payload.digest === openPlanOf(events, PERIOD)?.digest,
  );
  const text = await page.locator("main").innerText();
  expect(settled?.payload).toMatchObject({ difference_base_units: "0" });
  await page
    .getByTestId("approvals-count")
    .filter({ hasText: /2 из 2/ })
    .first()
    .waitFor();
  await page
    .getByTestId("batch-signature")
    .nth(paid.length - 1)
    .waitFor();
  expect(await page.getByTestId("batch-signature").count()).toBe(paid.length);
  for (const { payload } of paid)
    expect(text).toContain("signature" in payload ? payload.signature : "?");
  expect(complaints).toEqual([]);
});

/** Runs in the page: a difference counts even where it is gone again once everything has loaded. */
const tellDifferences = `new MutationObserver(() => {
  for (const { innerText } of document.querySelectorAll('[data-testid="receipt-difference"]'))
    tellDifference(innerText);
}).observe(document, { childList: true, subtree: true, characterData: true });`;

test("the trainee's receipt is paid and adds up to the unit", async () => {
  const trainee = demo.people.find(({ role }) => role === "trainee")?.id ?? "";
  const { page, complaints } = await visit(browser, demo, trainee);
  const differences: string[] = [];
  await page.exposeFunction("tellDifference", (text: string) => differences.push(text));
  await page.addInitScript(tellDifferences);
  await open(page, `${demo.address}/me/receipt/`);

  const receipts = await page.getByTestId("receipt").allInnerTexts();

  expect(receipts.length).toBeGreaterThan(0);
  expect(differences).toEqual([]);
  expect(receipts.join("\n")).toMatch(/выплачен/i);
  expect(complaints).toEqual([]);
});
