import { sign } from "node:crypto";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { signByDemo } from "../../app/demo/signing.ts";
import {
  accountsInRole,
  approvalText,
  keyIdOf,
  keyRecords,
  keyRegistrationText,
  openPlanOf,
  plansOf,
  registerKey,
} from "../../warehouse/ledger/index.ts";
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
import { shot } from "./shot.ts";
import { givenWallet } from "./wallet.ts";

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
const HOSTILE = '<b>wrong</b> <img src=x onerror="alert(1)"> {{7*7}}';

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

test("a member holds the month with a reason, the page says what to do, and resumes it", async () => {
  const { ledger } = demo.run.system;
  const { page, complaints } = await visit(browser, demo, committee()[1]?.id ?? "");
  const plan = page.locator(`[data-testid=plan][data-period="${PERIOD}"]`);
  const ask = async (wish: string, reason: string) => {
    await plan.getByTestId("steer-reason").fill(reason);
    await plan.getByTestId(`steer-${wish}`).click();
  };
  await plan.getByTestId("steer-open").click();

  await ask("hold", "A verdict is <b>wrong</b>.");
  await plan.getByText("Задержал(а)").waitFor();
  expect(await plan.getByTestId("way-out").innerText()).toMatch(/^Задержан: /);
  expect(await plan.innerText()).toContain("A verdict is <b>wrong</b>.");
  const shots = process.env["VKLAD_SCREENSHOTS"];
  if (shots !== undefined) await page.screenshot({ path: `${shots}/held.png`, fullPage: true });
  await ask("resume", "It was right.");
  await page.locator(`[data-testid=plan][data-period="${PERIOD}"][data-status=open]`).waitFor();

  const kinds = ["distribution_held", "distribution_resumed"] as const;
  const events = await ledger.read({ kinds });
  expect(events.map(({ kind }) => kind)).toEqual([...kinds]);
  expect(new Set(events.map(({ actor }) => actor)).size).toBe(1);
  expect(complaints).toEqual([]);
});

test("a member drops a line with a reason: the revision names it to who signs, and to whom it is", async () => {
  const { conductor, system } = demo.run;
  const who = committee()[1]?.id ?? "";
  const before = openPlanOf(await system.ledger.read(), PERIOD);
  const again = async () => {
    await conductor.propose(PERIOD);
    await conductor.publishLedger();
    return openPlanOf(await system.ledger.read(), PERIOD);
  };
  const trainee = demo.people.find(({ role }) => role === "trainee") ?? expect.unreachable();
  const own = await memberIdOf(trainee.id);
  const line = before?.plan.lines.find(({ member }) => member === own);
  if (before === null || line === undefined) throw new Error("The trainee has a line.");

  const { page, complaints } = await visit(browser, demo, who);
  await page.goto(`${demo.address}/committee/plan/${before.digest}/`);
  const row = page.locator("[data-testid=lines] tbody tr").filter({
    has: page.locator(`a[href*="${line.id}"]`),
  });
  await page.getByLabel("Найти в таблице").fill(trainee.name);
  await row.getByTestId("lines-act").click();
  await page.getByTestId("line-reason").fill(HOSTILE);
  await page.getByTestId("line-drop").click();
  expect(await page.getByTestId("line-asks").innerText()).toMatch(/не достанется никому/);
  await shot(page, "line-asked");
  expect(openPlanOf(await system.ledger.read(), PERIOD)?.digest).toBe(before.digest);
  await page.getByTestId("line-confirm").click();
  await page.getByTestId("line-wishes").getByText(HOSTILE).waitFor();

  const dropped = await again();
  expect(dropped?.plan).toMatchObject({ withheld: [{ id: line.id, word: "dropped" }] });
  await page.goto(`${demo.address}/committee/plan/${dropped?.digest}/`);
  const told = page.getByTestId("withheld-lines");
  await told.getByText(HOSTILE).waitFor();
  await shot(page, "line-dropped");
  const mine = await visit(browser, demo, trainee.id);
  await mine.page.goto(`${demo.address}/me/`);
  await mine.page.getByTestId("withheld-reason").getByText(HOSTILE).waitFor();
  await shot(mine.page, "line-dropped-of-mine");
  expect(await mine.page.locator("[data-testid=withheld] b").count()).toBe(0);

  await told.getByTestId("withheld-lines-act").click();
  await page.getByTestId("line-reason").fill("It was right.");
  await page.getByTestId("line-release").click();
  await page.getByTestId("line-confirm").click();
  await page.getByTestId("line-wishes").waitFor();
  const released = await again();
  expect(released?.plan).toMatchObject({ withheld: [], lines: before.plan.lines });
  // What was signed before is void: the first member signs the revision.
  const { identity, clock } = demo.started;
  const first = { period: PERIOD, count: 1, identity, clock };
  await signByDemo(system.ledger, demo.run.demo, first);
  expect([...complaints, ...mine.complaints]).toEqual([]);
});

test("a plan that a newer one took the place of no longer promises to reload by itself", async () => {
  const open = openPlanOf(await demo.run.system.ledger.read(), PERIOD)?.digest;
  const { page, complaints } = await visit(browser, demo, committee()[1]?.id ?? "");
  const saidOnceIt = async (status: string) => {
    await page.unrouteAll({ behavior: "wait" });
    await page.route("**/api/distributions", async (route) => {
      const response = await route.fetch();
      const plans = (await response.json()) as { digest: string; status: string }[];
      const json = plans.map((one) => (one.digest === open ? { ...one, status } : one));
      await route.fulfill({ response, json });
    });
    const plan = page.locator(`[data-testid=plan][data-period="${PERIOD}"][data-status=${status}]`);
    return await plan.innerText();
  };

  expect(await saidOnceIt("approved")).toContain("Страница обновляется сама.");
  expect(await saidOnceIt("superseded")).not.toContain("обновляется");
  await page.unrouteAll({ behavior: "ignoreErrors" });
  expect(complaints).toEqual([]);
});

test("the second member signs in the browser, in English, and the page shows what was paid", async () => {
  const { run } = demo;
  const settling = run.conductor.settle(PERIOD);
  const digest = openPlanOf(await run.system.ledger.read(), PERIOD)?.digest ?? "";
  const stopped = { digest, code: "treasury_short", found: "the treasury holds 3 base units" };
  await run.system.ledger.append("distribution_stopped", stopped, { actor: "settler" });
  const { page, complaints } = await visit(browser, demo, committee()[1]?.id ?? "");
  await page.getByTestId("language-en").click();
  await page.locator('html[lang="en"]').waitFor();
  const stop = page.getByTestId("stop");
  expect(await page.getByTestId("treasury-owner").innerText()).toMatch(/^The settler's key itself/);
  expect(await stop.innerText()).toMatch(/Paying has stood still since .+\n[^]*Fill it up/);
  expect(await page.getByTestId("way-out").first().innerText()).toMatch(/^Waits for signatures/);
  await page.getByTestId("approve").click();

  await page.getByTestId("batch").first().waitFor();
  await settling;
  // Paying went on: the stop is over.
  await stop.waitFor({ state: "detached" });
  await page.getByText("Difference").first().waitFor();
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
    .filter({ hasText: /2 of 2/ })
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

test("a trainee changes their wallet by its signature, and reads from when it counts", async () => {
  const { ledger } = demo.run.system;
  const trainee = demo.people.find(({ role }) => role === "trainee")?.id ?? "";
  const { page, complaints } = await visit(browser, demo, trainee);
  const wallet = await givenWallet(page, "a trainee's new wallet");
  await open(page, `${demo.address}/me/wallet/`);

  await page.getByTestId("link-wallet").click();
  await page.getByTestId("my-wallet").filter({ hasText: wallet.address }).waitFor();

  const said = await page.getByTestId("wallet-counts").innerText();
  const linked = (await ledger.read({ kinds: ["wallet_linked"] })).at(-1);
  expect(said).toMatch(/действует через неделю, с 12 октября 2026/);
  expect(wallet.signed).toEqual([
    expect.stringMatching(
      new RegExp(
        `^Vklad LINK WALLET .* \\| wallet ${wallet.address} \\| nonce [^|]+ \\| at [^|]+$`,
      ),
    ),
  ]);
  expect(linked?.payload).toMatchObject({ wallet: wallet.address, method: "proof" });
  await shot(page, "wallet");
  expect(complaints).toEqual([]);
});

test("a wallet's key confirms another member's key, and its owner the end of a role", async () => {
  const { ledger } = demo.run.system;
  const now = demo.started.clock.now();
  const member = committee()[0];
  const { accountKey } = demo.started.identity;
  const own = accountKey(member?.account.source ?? "", member?.account.nativeId ?? "");
  const events = await ledger.read();
  const other = [...accountsInRole(events, "committee", now)].find((one) => one !== own) ?? "";
  const { publicKey, over } = newKey("another member's laptop");
  const proof = over(keyRegistrationText(other, publicKey));
  await registerKey(ledger, { account: other, publicKey, proof });
  const granted = events.find(
    (event) => event.kind === "role_granted" && event.payload.role === "master",
  );
  if (granted?.kind !== "role_granted") throw new Error("The demo has no master.");
  const end = { ...granted.payload, valid_to: null, reason: "removed" as const };
  await ledger.append("role_end_asked", end, { actor: "configuration" });
  const { page, complaints } = await visit(browser, demo, member?.id ?? "");
  const wallet = await givenWallet(page, "a member's hardware wallet");

  await open(page, `${demo.address}/committee/`);
  await page.getByTestId("people-waiting").getByRole("link").click();
  await page.getByTestId("register-wallet-key").click();
  await page.getByTestId("key").first().filter({ hasText: "действует" }).waitFor();
  await shot(page, "people");
  await page.getByTestId("confirm-key").click();
  await page.getByTestId("confirm-key").waitFor({ state: "detached" });
  await page.getByTestId("confirm-role-end").click();
  await page.getByTestId("no-role-ends").waitFor();
  await page.getByTestId("revoke-key").first().click();
  await page.getByTestId("revoke-reason").fill("кошелёк потерян");
  await page.getByRole("button", { name: "Отозвать навсегда" }).click();
  await page.locator('[data-testid="key"][data-state="revoked"]').waitFor();

  const keys = keyRecords(await ledger.read());
  expect(keys.get(keyIdOf(publicKey))).toMatchObject({ account: other, confirmedBy: own });
  expect(keys.get(keyIdOf(wallet.publicKey))?.revoked).toMatchObject({ reason: "кошелёк потерян" });
  const [confirmed] = await ledger.read({ kinds: ["role_end_confirmed"] });
  expect(confirmed?.actor).toBe(own);
  await shot(page, "people-after");
  expect(complaints).toEqual([]);
});
