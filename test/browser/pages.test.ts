import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Role, roleTable } from "../../models/roles.ts";
import { launchChromium } from "../setup/chromium.ts";
import { type Allowed, type Canaries, canariesOf } from "./canaries.ts";
import { type Looked, lookAtEveryPage, sound } from "./every-page.ts";
import { givenOpenDemo, type OpenDemo, visit } from "./given-open-demo.ts";

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

const seen = new Map<Role, Promise<Looked>>();

/** All that reached the browser of somebody who opened every page of a role. */
function look(role: Role): Promise<Looked> {
  const known = seen.get(role);
  const looked =
    known ?? lookAtEveryPage(browser, full, { id: idOf(full, role), role, name: "full" });
  seen.set(role, looked);
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

/** What each role is told of a club that has only a forum, and what would be untrue of it. */
const SAID: Readonly<Record<Role, { readonly says: readonly RegExp[]; readonly never: RegExp }>> = {
  deanery: {
    says: [/Рабочие тетради не подключены/, /Новости \(№ 12\)/, /как у категории «Вопросы»/],
    never: /Всё, что нужно, в базе есть|все учатся в срок/,
  },
  committee: { says: [/этому бюджету ничто не служит/], never: /Ни один бюджет/ },
  master: { says: [/Рабочие тетради к сообществу не подключены/], never: /Попросите учеников/ },
  trainee: { says: [/Рабочие тетради к сообществу не подключены/], never: /Запишитесь в поток/ },
};

for (const { name: role } of roleTable) {
  test(`the ${role}'s pages of a club of ten years and nothing but a forum are whole and true`, async () => {
    const { found, complaints, said } = await lookAtEveryPage(browser, club, {
      ...{ id: idOf(club, role), role, name: "club" },
    });

    expect({ found, complaints }).toEqual({ found: sound(role), complaints: [] });
    const all = said.join("\n");
    expect(SAID[role].says.filter((sentence) => !sentence.test(all))).toEqual([]);
    expect(SAID[role].never.exec(all)).toBeNull();
  });
}

test("the trainee's pages fit a phone", async () => {
  const id = idOf(full, "trainee");
  const { found, complaints } = await lookAtEveryPage(browser, full, {
    ...{ id, role: "trainee", name: "phone" },
  });

  expect({ found, complaints }).toEqual({ found: sound("trainee"), complaints: [] });
});

test("an empty community says what to do first, and shows no empty chart", async () => {
  const { page } = await visit(browser, empty, idOf(empty, "deanery"));

  const charts = await page.locator("canvas").count();
  const first = await page.getByText("Они появятся, когда").count();

  expect(charts).toBe(0);
  expect(first).toBeGreaterThan(0);
});

describe("of everything that reached the browser", () => {
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

test("a wrong cookie, a swapped file name and the way back after sign-out give nothing", async () => {
  const { page, context } = await visit(browser, full, idOf(full, "trainee"));
  const swapped = await page.evaluate(async () => {
    const names = ["deanery.duckdb", "committee.duckdb", "master.duckdb", "m_0.duckdb"];
    return Promise.all(names.map(async (name) => (await fetch(`/data/${name}`)).status));
  });
  await page.getByTestId("leave").click();
  await page.waitForURL("**/auth/bye");
  await page.goBack().catch(() => null);
  await page.getByText("Кем вы посмотрите").first().waitFor();
  await page.waitForLoadState("networkidle");
  const shown = await page.locator("body").innerText();
  await context.addCookies([{ name: "vklad", value: "a-guess", url: full.address }]);
  const guessed = await context.request.get(`${full.address}/data/me.duckdb`);

  expect(swapped).toEqual([404, 404, 404, 404]);
  // The switcher names the demo's people, and nothing of what they did.
  expect(shown).toMatch(/^Кем вы посмотрите/);
  expect(guessed.status()).toBe(401);
});
