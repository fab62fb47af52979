/**
 * A community without a demo, from an empty folder: its own forum to sign in by, its own committee,
 * and a cluster over RPC with another node as witness. The product is started by its commands, and
 * each test goes on where the one before it ended. `npm test` goes to the first month that is paid,
 * `npm run club` to the end.
 */
import { setTimeout as delay } from "node:timers/promises";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";

import { launchChromium } from "../setup/chromium.ts";
import { surfpool, testWhereSurfpool } from "../surfpool.ts";
import { COMMITTEE, HOSTILE, WRITERS } from "./forum.ts";
import { type Club, givenClub } from "./given-club.ts";
import { asked, givenMember, leave, type Member, signIn } from "./member.ts";
import { type Answer, thiefOf } from "./thief.ts";
import { open } from "../browser/given-open-demo.ts";
import { shot } from "../browser/shot.ts";
import { givenWallet } from "../browser/wallet.ts";

/** While September goes on, and on the days on which it and October have ended. */
const [SEPTEMBER, OCTOBER, NOVEMBER] = [
  "2026-09-20T09:00:00Z",
  "2026-10-03T09:00:00Z",
  "2026-11-02T09:00:00Z",
];

const IS_WHOLE = process.env["VKLAD_CLUB_WHOLE"] === "1";

const DAY_MS = 24 * 60 * 60_000;

let browser: Browser;
let club: Club;
let committee: readonly Member[];
let writers: readonly Member[];

beforeAll(async () => {
  if (surfpool === null) return;
  browser = await launchChromium();
  club = await givenClub();
  committee = await Promise.all(COMMITTEE.map((user) => givenMember(browser, user)));
  writers = await Promise.all(WRITERS.map((user) => givenMember(browser, user)));
});

afterAll(async () => {
  await browser?.close();
  await club?.[Symbol.asyncDispose]();
});

/** Time has passed: nobody's page is open while the product is started anew. */
async function goOn(instant: string): Promise<void> {
  await Promise.all([...committee, ...writers].map(leave));
  await club.serveFrom(instant);
}

interface Payment {
  readonly period: string;
  readonly status: string;
  readonly amountBaseUnits: string;
}

async function paymentsOf(writer: Member): Promise<Record<string, readonly [string, bigint]>> {
  const payments = await asked<readonly Payment[]>(writer, club, "/api/my/payments");
  return Object.fromEntries(
    payments.map(({ period, status, amountBaseUnits }) => [
      period,
      [status, BigInt(amountBaseUnits)] as const,
    ]),
  );
}

async function linkWallet(writer: Member): Promise<void> {
  const { address } = await givenWallet(writer.page, `the wallet of ${writer.username}`);
  writer.wallet = address;
  await signIn(writer, club, "/me/wallet/");
  await writer.page.getByTestId("link-wallet").click();
  await writer.page.getByTestId("my-wallet").filter({ hasText: address }).waitFor();
}

/** They open the committee's page once a plan waits there: whoever looks earlier looks again. */
async function openRoom(members: readonly Member[]): Promise<void> {
  const [first] = members as [Member];
  await signIn(first, club, "/committee/people/");
  const isOpen = ({ status }: { readonly status: string }) => status === "open";
  while (
    !(await asked<readonly { status: string }[]>(first, club, "/api/distributions")).some(isOpen)
  )
    await delay(100);
  await Promise.all(members.map((member) => signIn(member, club, "/committee/")));
}

/** Signs the plan that is open with the key of this browser. */
async function approve(member: Member): Promise<void> {
  await member.page.locator("[data-testid=plan][data-status=open]").waitFor();
  await member.page.getByTestId("approve").click();
}

testWhereSurfpool("what is configured is checked before anything is paid", async () => {
  const said = await club.vklad("settlement", "doctor");

  expect(said).toMatch(/✓ свидетели: .*127\.0\.0\.1/);
  expect(said).not.toContain("✕");
});

testWhereSurfpool(
  "five members sign in by the club, and each key counts by another's",
  async () => {
    await goOn(SEPTEMBER);
    await club.published();
    await Promise.all(
      committee.map(async (member) => {
        await signIn(member, club, "/committee/people/");
        await member.page.getByTestId("register-key").click();
        await member.page.getByText("этот браузер", { exact: true }).waitFor();
      }),
    );
    const [first] = committee as [Member];
    type Key = { keyId: string; isOwn: boolean; state: string; confirmedBy: string };
    const keysOf = () => asked<readonly Key[]>(first, club, "/api/keys");
    const own = (await keysOf()).find(({ isOwn }) => isOwn)?.keyId ?? "";

    await club.vklad("keys", "confirm", own, "--reason", "Anna read it out");
    await signIn(first, club, "/committee/people/");
    const left = first.page.getByTestId("confirm-key");
    for (let count = await left.count(); count > 0; count -= 1) {
      await left.first().click();
      await left.nth(count - 1).waitFor({ state: "detached" });
    }

    const keys = await keysOf();
    expect(keys.map(({ state }) => state)).toEqual(COMMITTEE.map(() => "confirmed"));
    expect(keys.map(({ confirmedBy }) => confirmedBy).toSorted()).toEqual([
      ...["member", "member", "member", "member", "operator"],
    ]);
  },
);

testWhereSurfpool("members link wallets of their own by a signature", async () => {
  await Promise.all(writers.slice(0, 2).map(linkWallet));

  expect(writers.map(({ wallet }) => wallet)).toEqual([
    expect.any(String),
    expect.any(String),
    null,
  ]);
});

testWhereSurfpool(
  "a stolen session without a key approves nothing, and registers nothing that counts",
  async () => {
    await goOn(OCTOBER);
    await club.published();
    const [anna] = committee as [Member];
    const ilya = writers[2]!;
    await openRoom(committee.slice(0, 2));
    await signIn(ilya, club, "/me/wallet/");
    const [thief, other] = [await thiefOf(anna, club), await thiefOf(ilya, club)];
    const plansOf = () => thief.read("/api/distributions");
    const [{ digest, text, mine }] = await plansOf();
    const { publicKey, over } = thief;
    const ownKey = { digest, publicKey, signature: over(text) };

    const answers = [
      await thief.post("/api/approvals", { digest }),
      await thief.post("/api/approvals", { ...ownKey, publicKey: mine.keys[0].publicKey }),
      await thief.post("/api/approvals", ownKey),
    ];
    const registration = `Vklad key registration | ${thief.memberId} | ${publicKey}`;
    const registered = await thief.post("/api/keys", { publicKey, proof: over(registration) });
    const { keyId } = registered.body;
    const key = (await thief.read("/api/keys")).find(
      (one: Answer["body"]) => one["keyId"] === keyId,
    );
    const confirming = { keyId, publicKey, signature: over(key.confirmationText) };
    answers.push(
      await thief.post("/api/approvals", ownKey),
      await thief.post("/api/keys/confirm", confirming),
    );
    const { wallet } = other;
    const asking = await other.post("/api/my/wallet/text", { wallet });
    const signature = other.over(asking.body["text"]);
    const { nonce } = asking.body;
    const linked = await other.post("/api/my/wallet", { wallet, nonce, signature });

    expect(answers.map(({ status, body }) => [status, body["error"]])).toEqual([
      [400, "bad_request"],
      [409, "bad_signature"],
      [409, "key_not_registered"],
      [409, "key_not_confirmed"],
      [409, "not_another_member"],
    ]);
    expect(registered.body["confirmed"]).toBe(false);
    expect((await plansOf())[0].approvals).toEqual([]);
    const { countsFrom, now } = linked.body;
    expect(Date.parse(countsFrom) - Date.parse(now)).toBeGreaterThan(6 * DAY_MS);
  },
);

testWhereSurfpool(
  "whose session it was reads of the wallet, and puts their own in its place",
  async () => {
    const ilya = writers[2]!;
    await signIn(ilya, club, "/me/wallet/");
    expect(await ilya.page.getByTestId("wallet-counts").innerText()).toContain(
      "Если это были не вы",
    );
    await shot(ilya.page, "stolen-wallet");

    await linkWallet(ilya);

    const { wallet } = await asked<{ wallet: string }>(ilya, club, "/api/my/wallet");
    expect(wallet).toBe(ilya.wallet);
  },
);

testWhereSurfpool(
  "a month that has ended is signed by two of five and paid on the cluster",
  async () => {
    const [anna, boris] = committee as [Member, Member];
    await approve(anna);
    await approve(boris);
    await anna.page.locator("[data-testid=plan][data-status=settled]").waitFor();

    await Promise.all(writers.slice(0, 2).map((writer) => signIn(writer, club, "/me/receipt/")));
    const payments = await Promise.all(writers.map(paymentsOf));
    const states = payments.map((own) => own["2026-09"]?.[0]);
    expect(states).toEqual(["paid", "paid", "escrowed"]);
    for (const [index, own] of payments.entries()) {
      const [state, amount = 0n] = own["2026-09"] ?? [];
      expect(amount).toBeGreaterThan(0n);
      const due = state === "paid" ? amount : 0n;
      expect(await club.chain.balanceOf(writers[index]?.wallet ?? "")).toEqual([due, due]);
    }
  },
);

if (IS_WHOLE) {
  testWhereSurfpool(
    "a month is held, resumed, revised and voided, each with its reason",
    async () => {
      await goOn(NOVEMBER);
      await club.published();
      const [, , vera, gleb] = committee as [Member, Member, Member, Member];
      await openRoom([vera, gleb]);
      const { page } = vera;
      const card = (status: string, revision: number) =>
        page
          .locator(`[data-testid=plan][data-period="2026-10"][data-status=${status}]`)
          .filter({ hasText: revision === 1 ? "Выплата за" : `редакция ${revision}` });
      const ask = async (wish: string) => {
        const steering = page
          .getByTestId("steering")
          .filter({ has: page.getByTestId(`steer-${wish}`) });
        if (!(await steering.getByTestId("steer-reason").isVisible()))
          await steering.getByTestId("steer-open").click();
        await steering.getByTestId("steer-reason").fill(`${wish}: ${HOSTILE.markup}`);
        await steering.getByTestId(`steer-${wish}`).click();
      };

      await ask("hold");
      await card("held", 1).getByText(`hold: ${HOSTILE.markup}`).waitFor();
      await ask("resume");
      await card("open", 1).waitFor();
      await ask("revise");
      await card("open", 2).waitFor();
      await shot(page, "revised");
      await ask("void");
      await card("open", 3).waitFor();
      await shot(page, "voided");
    },
  );

  testWhereSurfpool(
    "a wallet that was linked later gets what was kept, by the next plan",
    async () => {
      const [, , vera, gleb] = committee as [Member, Member, Member, Member];
      const waiting = vera.page.locator("[data-testid=plan][data-status=open]");
      await waiting.getByTestId("releases").waitFor();
      await approve(vera);
      await approve(gleb);
      await vera.page.locator("[data-testid=plan][data-status=settled]").waitFor();

      await Promise.all(writers.map((writer) => signIn(writer, club, "/me/receipt/")));
      for (const writer of writers) {
        const payments = Object.values(await paymentsOf(writer));
        expect(payments.map(([status]) => status)).toEqual(["paid", "paid"]);
        const due = payments.reduce((sum, [, amount]) => sum + amount, 0n);
        expect(await club.chain.balanceOf(writer.wallet ?? "")).toEqual([due, due]);
      }
    },
  );

  testWhereSurfpool(
    "hostile names and titles are shown as they are, and nothing else",
    async () => {
      const [anna] = committee as [Member];
      const zhanna = writers[1]!;
      await signIn(anna, club, "/committee/people/");
      await anna.page.getByText(HOSTILE.markup).first().waitFor();
      await anna.page.getByText(HOSTILE.turned).first().waitFor();
      await shot(anna.page, "hostile-people");
      const [{ digest }] = await asked<readonly [{ digest: string }]>(
        anna,
        club,
        "/api/distributions",
      );
      await open(anna.page, `${club.address}/committee/plan/${digest}/`);
      for (const name of [HOSTILE.markup, HOSTILE.formula, HOSTILE.long])
        await anna.page.getByText(name).first().waitFor();
      await shot(anna.page, "hostile-plan");
      await signIn(zhanna, club, "/me/");
      await shot(zhanna.page, "hostile-me");

      const people = [...committee, ...writers];
      for (const { page } of [anna, zhanna])
        expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(
          true,
        );
      expect(people.flatMap(({ told }) => told)).toEqual([]);
      expect(people.flatMap(({ complaints }) => complaints)).toEqual([]);
    },
  );
}

testWhereSurfpool("no process of the product has loaded code of the demo", async () => {
  const loaded = [...club.loaded()];

  expect(loaded.filter((url) => /\/demo\//.test(url))).toEqual([]);
  expect(loaded).toContainEqual(expect.stringMatching(/app\/cli\/commands\/serve\.ts$/));
  expect([...committee, ...writers].flatMap(({ complaints }) => complaints)).toEqual([]);
});
