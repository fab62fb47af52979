import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Role, roleTable } from "../../models/roles.ts";
import { shellDir } from "../../app/gateway/shell-builder.ts";
import { launchChromium } from "../setup/chromium.ts";
import { type Allowed, type Canaries, canariesOf } from "./canaries.ts";
import { type Looked, lookAtEveryPage, sound } from "./every-page.ts";
import { follow, givenOpenDemo, open, type OpenDemo, visit } from "./given-open-demo.ts";
import { linksOnCluster } from "./explorer-links.ts";
import { printedReport } from "./printed-report.ts";
import { tokenPage } from "./token-page.ts";
import { saidOfSilence, SILENT_FORUM } from "./silence.ts";

let browser: Browser;
let full: OpenDemo;
let empty: OpenDemo;
let club: OpenDemo;
let canaries: Canaries;

beforeAll(async () => {
  browser = await launchChromium();
  full = await givenOpenDemo({ scale: 0.3 });
  empty = await givenOpenDemo({ scale: 0.3, isEmpty: true });
  club = await givenOpenDemo({ isOldClub: true });
  canaries = canariesOf(full);
});

afterAll(async () => {
  await browser?.close();
  await full?.[Symbol.asyncDispose]();
  await empty?.[Symbol.asyncDispose]();
  await club?.[Symbol.asyncDispose]();
});

function idOf(demo: OpenDemo, role: Role): string {
  const [person] = demo.people.filter((one) => one.role === role);
  if (person !== undefined) return person.id;
  throw new Error(`Nobody in the demo is a ${role}: add one to demo/community/demo-people.ts.`);
}

const seen = new Map<string, Promise<Looked>>();

/** All that reached the browser of somebody who opened every page of a role, each loaded anew. */
const look = (role: Role) => lookOnce(full, { role, name: "full", isEachLoaded: true });

/** The same of the club, from link to link. */
const lookAtClub = (role: Role) => lookOnce(club, { role, name: "club" });

function lookOnce(demo: OpenDemo, given: { role: Role; name: string; isEachLoaded?: boolean }) {
  const { role, name } = given;
  const known = seen.get(`${name} ${role}`);
  const looked = known ?? lookAtEveryPage(browser, demo, { id: idOf(demo, role), ...given });
  seen.set(`${name} ${role}`, looked);
  return looked;
}

for (const { name: role } of roleTable) {
  test(`the ${role}'s pages are whole and Russian, say as of when, and ask nobody else`, async () => {
    const { found, complaints, foreign } = await look(role);

    expect({ found, complaints, foreign }).toEqual({
      ...{ found: sound(role), complaints: [], foreign: [] },
    });
  });

  test(`the ${role}'s pages of an empty community are whole too`, async () => {
    const id = idOf(empty, role);
    const { found, complaints } = await lookAtEveryPage(browser, empty, {
      ...{ id, role, name: "empty" },
    });

    expect({ found, complaints }).toEqual({ found: sound(role), complaints: [] });
  });
}

test("the committee's pages are in English for whoever chooses it, but for what people wrote", async () => {
  const own = await canaries.names(
    "select name from people union select title from contributions where title is not null",
  );
  const { found, complaints } = await lookAtEveryPage(browser, full, {
    ...{ id: idOf(full, "committee"), role: "committee", name: "english" },
    ...{ isEachLoaded: true, inEnglishBut: own },
  });

  expect({ found, complaints }).toEqual({ found: sound("committee", "en"), complaints: [] });
});

/** What each role is told of a club that has only a forum, and what would be untrue of it. */
const SAID: Readonly<Record<Role, { readonly says: readonly RegExp[]; readonly never: RegExp }>> = {
  deanery: {
    says: [/Рабочие тетради не подключены/, /Новости \(№ 12\)/, /как у категории «Вопросы»/],
    never: /Всё, что нужно, в базе есть|все учатся в срок|не записан в поток/,
  },
  committee: {
    // Nobody has a wallet: both the plan that waits and its own page say what will be kept.
    says: [/этому бюджету ничто не служит/, /(Хранится, STK\s+45\s000[^]*){2}/],
    never: /Ни один бюджет|Такого плана|Такой строки/,
  },
  master: {
    says: [/(Рабочие тетради к сообществу не подключены[^]*){5}/],
    never: /Попросите|Верните|Деканат назначит/,
  },
  trainee: {
    says: [/Рабочие тетради к сообществу не подключены/, /сходится до единицы\s+22\s500/],
    never: /Запишитесь в поток/,
  },
};

for (const { name: role } of roleTable) {
  test(`the ${role}'s pages of a club of ten years and nothing but a forum are whole and true`, async () => {
    const { found, complaints, said, foreign } = await lookAtClub(role);

    expect({ found, complaints, foreign }).toEqual({
      ...{ found: sound(role), complaints: [], foreign: [] },
    });
    const all = said.join("\n");
    expect(SAID[role].says.filter((sentence) => !sentence.test(all))).toEqual([]);
    expect(SAID[role].never.exec(all)).toBeNull();
  });
}

test.each(["full", "club"] as const)(
  "the trainee's pages of the %s community are laid out on a phone",
  async (name) => {
    const demo = { full, club }[name];
    const id = idOf(demo, "trainee");
    const { found, complaints } = await lookAtEveryPage(browser, demo, {
      ...{ id, role: "trainee", name: `${name}-phone`, isOnPhone: true },
    });

    expect({ found, complaints }).toEqual({ found: sound("trainee"), complaints: [] });
  },
);

test("an empty community says what to do first, and shows no empty chart", async () => {
  const { page } = await visit(browser, empty, idOf(empty, "deanery"));

  const charts = await page.locator("canvas").count();
  const first = await page.getByText("Они появятся, когда").count();

  expect(charts).toBe(0);
  expect(first).toBeGreaterThan(0);
});

test("the page of a committee without a plan asks for one again, four times a minute", async () => {
  const { page } = await visit(browser, empty, idOf(empty, "committee"));
  await page.clock.install();
  await open(page, page.url());
  await page.getByTestId("nothing-to-sign").waitFor();

  const asked = page.waitForRequest("**/api/distributions");
  await page.clock.fastForward(15_000);

  expect((await asked).method()).toBe("GET");
});

describe("of everything that reached the browser", () => {
  test("of a club deanery and committee get names, a master nobody's, and none of them a text", async () => {
    const got = new Map<Role, string>();
    for (const role of ["deanery", "committee", "master"] as const)
      got.set(role, (await lookAtClub(role)).texts.join("\n"));

    const named = [...got].filter(([, texts]) => texts.includes("Дарья Соколова"));
    const read = [...got].filter(([, texts]) => /Сообщение \d+: граница/.test(texts));
    expect(named.map(([role]) => role)).toEqual(["deanery", "committee"]);
    expect(read.map(([role]) => role)).toEqual([]);
  });

  test("the deanery gets names and handles, and no text, address, native id or amount", async () => {
    const { texts, described } = await look("deanery");

    const allowed: Allowed = () => ["surname", "handle"];
    const self = canaries.personOf(idOf(full, "deanery"));
    expect(canaries.leaks(texts, self, allowed)).toEqual([]);
    expect(canaries.foundCount(texts, allowed)).toBeGreaterThan(20);
    // What models are made of names the columns of amounts, and holds none.
    const amounts = texts.filter((text) => text.includes("base_units"));
    expect(amounts.filter((text) => !described.includes(text))).toEqual([]);
  });

  test("a master gets trainees of own cohorts with their answers, and nobody else", async () => {
    const { texts } = await look("master");
    const self = canaries.personOf(idOf(full, "master"));
    // Who wrote a verdict into an answer of their cohorts is what they decide about.
    const proposers = await canaries.names(
      `select distinct o.name from verdict_proposals p join current_attempts a using (attempt_id)
         join people o on o.member_id = p.proposed_by_member_id
         where a.cohort_id in (${self.master_of.map((one) => `'${one}'`).join(", ")})`,
    );

    const allowed: Allowed = ({ cohorts, name }) => {
      if (cohorts.some((one) => self.master_of.includes(one))) return ["surname", "answer_text"];
      return proposers.has(name) ? ["surname"] : [];
    };
    expect(canaries.leaks(texts, self, allowed)).toEqual([]);
    expect(canaries.foundCount(texts, () => ["answer_text"])).toBeGreaterThan(2);
    expect(texts.filter((text) => text.includes("base_units"))).toEqual([]);
  });

  test("the committee gets the names of members on a plan and of those who decide", async () => {
    const { texts } = await look("committee");
    const onPlans = await canaries.names(
      `select distinct p.name from plan_lines l join people p using (member_id)
       union select p.name from roles r join people p using (member_id) where r.role = 'committee'`,
    );

    const allowed: Allowed = ({ name }) => (onPlans.has(name) ? ["surname"] : []);
    const self = canaries.personOf(idOf(full, "committee"));
    expect(canaries.leaks(texts, self, allowed)).toEqual([]);
    expect(canaries.foundCount(texts, allowed)).toBeGreaterThan(20);
  });

  test("a trainee gets the own part, and those who gave feedback with what they said", async () => {
    const { texts } = await look("trainee");
    const self = canaries.personOf(idOf(full, "trainee"));
    const talkedTo = await canaries.names(
      `select distinct o.name from posts mine join posts theirs using (topic_id)
         join people p on p.member_id = mine.member_id
         join people o on o.member_id = theirs.member_id
         where p.name = '${self.name}'
       union select o.name from verdicts v join attempts a using (attempt_id)
         join people p on p.member_id = a.member_id join people o on o.member_id = v.by_member_id
         where p.name = '${self.name}'`,
    );

    const allowed: Allowed = ({ name }) => (talkedTo.has(name) ? ["surname", "post_text"] : []);
    expect(canaries.leaks(texts, self, allowed)).toEqual([]);
    expect(canaries.foundCount(texts, allowed)).toBeGreaterThan(1);
  });
});

test("a wrong cookie, another role's query and the way back after sign-out give nothing", async () => {
  const { page, context, fetched } = await visit(browser, full, idOf(full, "trainee"));
  const own = fetched.filter(({ url }) => url.includes("/data/answers/"))[0]!.url;
  const { queries } = JSON.parse(readFileSync(join(shellDir, "queries.json"), "utf8"));
  const others: string[] = queries
    .filter((one: { page: string }) => !one.page.startsWith("me"))
    .map((one: { hash: string }) => own.replace(/[0-9a-f]{32}/, one.hash));
  const swapped = await page.evaluate<number[]>(
    `Promise.all(${JSON.stringify(others)}.map(async (url) => (await fetch(url)).status))`,
  );
  await page.getByTestId("leave").click();
  await page.waitForURL("**/auth/bye");
  await page.goBack().catch(() => null);
  await page.getByText("Кем вы посмотрите").first().waitFor();
  await page.waitForLoadState("networkidle");
  const shown = await page.locator("body").innerText();
  await context.addCookies([{ name: "vklad", value: "a-guess", url: full.address }]);
  const guessed = await context.request.get(own);

  expect(swapped.length).toBeGreaterThan(20);
  expect(new Set(swapped)).toEqual(new Set([404]));
  // The switcher names the demo's people, and nothing of what they did.
  expect(shown).toMatch(/^Кем вы посмотрите/);
  expect(guessed.status()).toBe(401);
});

test("on a named cluster signatures and wallets lead to its explorer, which nobody asks by itself", async () => {
  const looked = {
    plan: await linksOnCluster(browser, full, { id: idOf(full, "committee"), path: "plan" }),
    receipt: await linksOnCluster(browser, full, { id: idOf(full, "trainee"), path: "receipt" }),
  };

  for (const { links, onOwnChain, foreign, complaints } of Object.values(looked)) {
    expect(links.length).toBeGreaterThan(0);
    expect(
      links.filter(
        (link) =>
          !/^https:\/\/explorer\.example\/(tx|address)\/\w{32,88} noopener noreferrer _blank$/.test(
            link,
          ),
      ),
    ).toEqual([]);
    expect({ onOwnChain, foreign, complaints }).toEqual({
      ...{ onOwnChain: 0, foreign: [], complaints: [] },
    });
  }
  const kinds = looked.plan.links.map((link) => link.split("/")[3]);
  expect(new Set(kinds)).toEqual(new Set(["address", "tx"]));
});

test("a plan is printed in both languages, with each of its lines, of a thousand too", async () => {
  const printed = await printedReport(browser, full, idOf(full, "committee"));
  const { digest, plan, russian, english, many, complaints } = printed;

  const paper = {
    ...{ isA4: true, header: false, repeats: "table-header-group" },
    colours: "rgb(0, 0, 0) on rgb(255, 255, 255)",
  };
  const lineCount = plan.lines.length + plan.releases.length;
  expect(russian).toMatchObject({ ...paper, lines: lineCount });
  expect(english).toMatchObject({ ...paper, lines: lineCount });
  expect(many).toMatchObject({ ...paper, lines: 1_000 });
  expect(many.sheets).toBeGreaterThan(russian.sheets + 10);
  for (const { text } of [russian, english]) {
    expect(text).toContain(digest);
    expect(text).toContain(digest.match(/.{4}/g)?.join(" "));
    expect(text).toContain(plan.chain.treasury);
    expect(text).toContain("vklad verify");
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  }
  expect(russian.text).toMatch(/Выплачен[^]*Расхождение\s+0\s[^]*Подписи: 2 из 2/);
  expect(english.text).toMatch(/Paid[^]*Difference\s+0\s[^]*Signatures: 2 of 2/);
  // Names are as people write them; all else is the reader's language.
  const named = english.text.match(/[А-Яа-яЁё]+/g) ?? [];
  expect(named.filter((word) => !/^[А-ЯЁ]/.test(word))).toEqual([]);
  expect(complaints).toEqual([]);
});

test("the token's page holds circulation against what was paid, and names addresses and nobody", async () => {
  const looked = await tokenPage(browser, full, idOf(full, "committee"));
  const { russian, english, complaints, wallets } = looked;

  expect(english.supply).toBe("12,000,000");
  expect(russian.supply).toBe("12\u00a0000\u00a0000");
  for (const { circulating, paid, beside, owners, rows, charts } of [russian, english]) {
    expect(circulating).toMatch(/[1-9]/);
    expect([circulating, beside, charts]).toEqual([paid, "0", 1]);
    expect(owners).toBeGreaterThan(10);
    expect(rows).toBe(Math.min(owners, 50));
  }
  expect(russian.text).toMatch(/День[^]*05\.10\.2026/);
  expect(russian.source).toMatch(/^Со слов одного узла.* Слот \d+, прочитан 5 октября 2026/);
  expect(english.source).toMatch(/^By the word of one node.* Slot \d+, read 5 October 2026/);
  expect(english.text).not.toMatch(/[А-Яа-яЁё]|undefined|NaN/);
  const shown = english.text.match(/\b[1-9A-HJ-NP-Za-km-z]{40,44}\b/g) ?? [];
  expect(shown.filter((address) => wallets.has(address)).length).toBeGreaterThan(10);
  expect(complaints).toEqual([]);
});

test("a club's forum that fell silent is named over its pages, too", async () => {
  expect(await saidOfSilence(browser, club, idOf(club, "deanery"))).toEqual(SILENT_FORUM);
});

/** Changes the club: it comes last. */
test("a club's committee signs in the browser, and what nobody has a wallet for is kept", async () => {
  const settling = club.run.conductor.settle(club.started.config.distributions.from);
  const signed: string[] = [];
  let last: Awaited<ReturnType<typeof visit>> | undefined;
  // The trainee of the switcher is of the committee, too.
  for (const role of ["committee", "trainee"] as const) {
    await last?.context.close();
    last = await visit(browser, club, idOf(club, role));
    if (role === "trainee") await follow(last.page, "/committee/");
    await last.page.getByTestId("approve").click();
    const count = last.page.getByTestId("approvals-count");
    await count.filter({ hasText: `${signed.length + 1} из 2` }).waitFor();
    signed.push(await count.innerText());
  }
  await settling;
  const { page, complaints } = last!;
  await page.getByTestId("difference").waitFor();
  const escrowed = await page.getByTestId("escrowed").innerText();
  await open(page, page.url());
  await page.getByRole("link", { name: "июль 2026" }).first().click();
  await page.getByTestId("plan-difference").waitFor();
  const plan = await page.locator("main").innerText();

  expect(escrowed).toMatch(/^45\s000$/);
  expect(plan).toMatch(/Выплачено, STK\s+0\s+Хранится, STK\s+45\s000\s/);
  expect(complaints).toEqual([]);
});
