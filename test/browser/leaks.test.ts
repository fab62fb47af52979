import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Truth, TruePerson } from "../../demo/truth/truth.ts";
import type { Role } from "../../models/roles.ts";
import { launchChromium } from "../setup/chromium.ts";
import { givenOpenDemo, open, type OpenDemo, visit, type Visit } from "./given-open-demo.ts";
import { PAGES } from "./pages.ts";

let browser: Browser;
let demo: OpenDemo;
let truth: Truth;

beforeAll(async () => {
  browser = await launchChromium();
  demo = await givenOpenDemo({ scale: 0.5 });
  truth = JSON.parse(readFileSync(demo.demo.hello.truthFile, "utf8")) as Truth;
});

afterAll(async () => {
  await browser?.close();
  await demo?.[Symbol.asyncDispose]();
});

type Secret = keyof TruePerson["canaries"];

/** What a person of a role may find of somebody: kinds of canaries, as the issue's table says. */
type Allowed = (person: TruePerson) => readonly Secret[];

const personOf = (id: string): TruePerson => {
  const nativeId = demo.people.find((one) => one.id === id)?.account.nativeId;
  const found = truth.people.find(({ accounts }) =>
    accounts.some((account) => account.nativeId === nativeId),
  );
  if (found === undefined) throw new Error(`The truth knows no ${id}.`);
  return found;
};

const idOf = (role: Role, place = 0) => {
  const found = demo.people.filter((one) => one.role === role)[place];
  if (found === undefined) throw new Error(`The demo has no ${role}.`);
  return found.id;
};

/** Opens every page of the role, and gives all text that reached the browser, by where it was. */
async function everythingFetched(id: string, role: Role): Promise<Visit & { texts: string[] }> {
  const visited = await visit(browser, demo, id);
  for (const path of PAGES[role]) await open(visited.page, `${demo.address}${path}`);
  const texts: string[] = [];
  for (const { url, body } of visited.fetched) {
    if (url.endsWith(".duckdb")) texts.push(...(await cellsOf(body)));
    else texts.push(body.toString("utf8"));
  }
  return { ...visited, texts };
}

async function cellsOf(body: Buffer): Promise<string[]> {
  const file = join(mkdtempSync(join(tmpdir(), "vklad-leak-")), "role.duckdb");
  writeFileSync(file, body);
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const cells: string[] = [];
  const tables = await connection.runAndReadAll("select table_name from duckdb_tables()");
  for (const [table] of tables.getRows()) {
    const rows = await connection.runAndReadAll(`select * from "${String(table)}"`);
    cells.push(...rows.columnNames());
    for (const row of rows.getRows()) for (const cell of row) cells.push(String(cell));
  }
  connection.closeSync();
  instance.closeSync();
  return cells;
}

/** Canaries of people that the role may not find, and the browser got all the same. */
function leaks(texts: readonly string[], self: TruePerson, allowed: Allowed): string[] {
  const all = texts.join("\n");
  return truth.people
    .filter(({ person }) => person !== self.person)
    .flatMap((person) => {
      const may = allowed(person);
      return (Object.keys(person.canaries) as Secret[])
        .filter((secret) => !may.includes(secret))
        .flatMap((secret) => [person.canaries[secret]].flat().map((text) => ({ secret, text })))
        .filter(({ text }) => text !== "" && all.includes(text))
        .map(({ secret, text }) => `${person.person} ${secret} ${text}`);
    });
}

const named = new Map<string, Set<string>>();
/** Names by a question asked of the warehouse, not of the marts. */
async function names(question: string): Promise<ReadonlySet<string>> {
  const known = named.get(question);
  if (known !== undefined) return known;
  const { rows } = await demo.run.system.warehouse.db.executeQuery<{ name: string }>(
    // The test's own words, compiled by nobody else.
    (await import("kysely")).CompiledQuery.raw(question),
  );
  const found = new Set(rows.map(({ name }) => name));
  named.set(question, found);
  return found;
}

/** How many of those that the role may find were found: a search that finds none proves nothing. */
function foundCount(texts: readonly string[], allowed: Allowed): number {
  const all = texts.join("\n");
  return truth.people.filter((person) =>
    allowed(person).some((secret) =>
      [person.canaries[secret]].flat().some((text) => all.includes(text)),
    ),
  ).length;
}

function onlyOurs({ fetched }: Visit): string[] {
  return fetched.map(({ url }) => url).filter((url) => !url.startsWith(demo.address));
}

test("the deanery gets names and handles, and no text, address, native id or amount", async () => {
  const id = idOf("deanery");
  const visited = await everythingFetched(id, "deanery");

  const allowed: Allowed = () => ["surname", "handle"];
  expect(leaks(visited.texts, personOf(id), allowed)).toEqual([]);
  expect(foundCount(visited.texts, allowed)).toBeGreaterThan(20);
  // What models are made of names the columns of amounts, and holds none.
  const schema = visited.fetched.filter(({ url }) => new URL(url).pathname === "/api/models");
  const described = schema.map(({ body }) => body.toString());
  const amounts = visited.texts.filter((text) => text.includes("base_units"));
  expect(amounts.filter((text) => !described.includes(text))).toEqual([]);
  expect([onlyOurs(visited), visited.complaints]).toEqual([[], []]);
});

test("a master gets trainees of own cohorts with their answers, and nobody else", async () => {
  const id = idOf("master");
  const self = personOf(id);
  const visited = await everythingFetched(id, "master");
  const mine = ({ cohorts }: TruePerson) => cohorts.some((one) => self.master_of.includes(one));
  // Who wrote a verdict into an answer of their cohorts is what they decide about.
  const proposers = await names(
    `select distinct o.name from verdict_proposals p join current_attempts a using (attempt_id)
       join people o on o.member_id = p.proposed_by_member_id
       where a.cohort_id in (${self.master_of.map((one) => `'${one}'`).join(", ")})`,
  );

  const allowed: Allowed = (person) => {
    if (mine(person)) return ["surname", "answer_text"];
    return proposers.has(person.name) ? ["surname"] : [];
  };
  expect(leaks(visited.texts, self, allowed)).toEqual([]);
  expect(foundCount(visited.texts, () => ["answer_text"])).toBeGreaterThan(2);
  expect(visited.texts.filter((text) => text.includes("base_units"))).toEqual([]);
  expect([onlyOurs(visited), visited.complaints]).toEqual([[], []]);
});

test("the committee gets the names of members on a plan and of those who decide", async () => {
  const id = idOf("committee", 1);
  const visited = await everythingFetched(id, "committee");
  const onPlans = await names(
    `select distinct p.name from plan_lines l join people p using (member_id)
     union select p.name from roles r join people p using (member_id) where r.role = 'committee'`,
  );

  const allowed: Allowed = ({ name }) => (onPlans.has(name) ? ["surname"] : []);
  expect(leaks(visited.texts, personOf(id), allowed)).toEqual([]);
  expect(foundCount(visited.texts, allowed)).toBeGreaterThan(20);
  expect([onlyOurs(visited), visited.complaints]).toEqual([[], []]);
});

test("a trainee gets the own part, and those who gave feedback with what they said", async () => {
  const id = idOf("trainee");
  const self = personOf(id);
  const visited = await everythingFetched(id, "trainee");
  const talkedTo = await names(
    `select distinct o.name from posts mine join posts theirs using (topic_id)
       join people p on p.member_id = mine.member_id join people o on o.member_id = theirs.member_id
       where p.name = '${self.name}'
     union select o.name from verdicts v join attempts a using (attempt_id)
       join people p on p.member_id = a.member_id join people o on o.member_id = v.by_member_id
       where p.name = '${self.name}'`,
  );

  const allowed: Allowed = ({ name }) => (talkedTo.has(name) ? ["surname", "post_text"] : []);
  expect(leaks(visited.texts, self, allowed)).toEqual([]);
  expect(foundCount(visited.texts, allowed)).toBeGreaterThan(1);
  expect([onlyOurs(visited), visited.complaints]).toEqual([[], []]);
});

test("a wrong cookie, a swapped file name and the way back after sign-out give nothing", async () => {
  const id = idOf("trainee");
  const { page, context } = await visit(browser, demo, id);
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
  await context.addCookies([{ name: "vklad", value: "a-guess", url: demo.address }]);
  const guessed = await context.request.get(`${demo.address}/data/me.duckdb`);

  expect(swapped).toEqual([404, 404, 404, 404]);
  // The switcher names the demo's people, and nothing of what they did.
  expect(shown).toMatch(/^Кем вы посмотрите/);
  expect(guessed.status()).toBe(401);
});
