import { brotliDecompressSync } from "node:zlib";

import { afterAll, beforeAll, expect, test } from "vitest";

import { givenAnswers } from "./given-answers.ts";

let given: Awaited<ReturnType<typeof givenAnswers>>;
beforeAll(async () => {
  given = await givenAnswers();
});
afterAll(() => given[Symbol.asyncDispose]());

type Answer = Awaited<ReturnType<typeof given.ask>>;
const valuesOf = (answer: Answer) => answer.json<{ values: unknown }>().values;
const refusal = (answer: Answer) => [answer.statusCode, answer.json()];

test("a page is answered from the asker's own file", async () => {
  const [anna, boris] = [await given.ask("anna", "own"), await given.ask("boris", "own")];

  expect(valuesOf(anna)).toEqual([
    ["m_anna", "m_anna"],
    [1, 2],
  ]);
  expect(valuesOf(boris)).toEqual([
    ["m_boris", "m_boris"],
    [1, 2],
  ]);
});

test("another principal's file answers nothing, by its tag or by the tag of its answer", async () => {
  const own = await given.ask("anna", "own");

  const byFile = await given.ask("boris", "own", { at: "m_anna-trainee" });
  const headers = { "if-none-match": `${own.headers["etag"]}` };
  const byAnswer = await given.ask("boris", "own", { headers });

  expect(refusal(byFile)).toEqual([409, { error: "data_moved" }]);
  expect([byAnswer.statusCode, valuesOf(byAnswer)]).toEqual([
    200,
    [
      ["m_boris", "m_boris"],
      [1, 2],
    ],
  ]);
});

test("a query that is on no page is not found, and neither is text of one", async () => {
  const unknown = [await given.ask("anna", "unlisted"), await given.ask("anna", "select 1")];

  expect(unknown.map(refusal)).toEqual([
    [404, { error: "not_found" }],
    [404, { error: "not_found" }],
  ]);
});

test("a query of another role's page is not found, also by the tag of its answer", async () => {
  const own = await given.ask("anna", "plan", { values: ["m_anna"] });
  const others = await given.ask("boris", "plan", { at: "m_boris-committee", values: ["m_anna"] });
  const headers = { "if-none-match": `${own.headers["etag"]}` };
  const byTag = await given.ask("boris", "plan", { values: ["m_anna"], headers });

  expect(valuesOf(own)).toEqual([[1, 2]]);
  expect([refusal(others), refusal(byTag)]).toEqual([
    [404, { error: "not_found" }],
    [404, { error: "not_found" }],
  ]);
});

test.each([
  "m_anna' or 1=1 --",
  "'; drop table mine; --",
  "' union all select n from mine --",
  "$1",
  "${who}",
  "\\' or ''='",
  "",
])("a value is that very text, whatever it looks like: %j", async (text) => {
  const rows = await given.ask("anna", "named", { values: [text] });
  const same = await given.ask("anna", "same", { values: [text] });

  expect([valuesOf(rows), valuesOf(same)]).toEqual([[[]], [[text]]]);
});

test("a value that goes on after U+0000 is not taken for what stands before", async () => {
  const rows = await given.ask("anna", "named", { values: ["m_anna\0' or 1=1"] });

  expect(valuesOf(rows)).toEqual([[]]);
});

test("values, columns and their types are those of DuckDB; instants and days are milliseconds", async () => {
  const { columns, values } = (await given.ask("anna", "types")).json<any>();

  expect(columns).toEqual([
    { name: "day", type: "DATE" },
    { name: "instant", type: "TIMESTAMP WITH TIME ZONE" },
    { name: "large", type: "HUGEINT" },
    { name: "small", type: "BIGINT" },
    { name: "exact", type: "DECIMAL(10,2)" },
    { name: "yes", type: "BOOLEAN" },
    { name: "nothing", type: "VARCHAR" },
    { name: "text", type: "VARCHAR" },
    { name: "none", type: "DOUBLE" },
  ]);
  expect(values.map(([value]: unknown[]) => value)).toEqual([
    Date.UTC(2026, 9, 5),
    Date.UTC(2026, 9, 5, 9),
    ...[9_007_199_254_740_992, 3, 1.25, true, null, "ё", null],
  ]);
});

test("an answer without rows says what its columns are", async () => {
  const own = await given.ask("anna", "empty");

  expect(own.json()).toEqual({
    columns: [
      { name: "who", type: "VARCHAR" },
      { name: "n", type: "BIGINT" },
      { name: "seen", type: "TIMESTAMP WITH TIME ZONE" },
    ],
    values: [[], [], []],
  });
});

test("what was asked before travels no more, and is not asked of a file again", async () => {
  const first = await given.ask("anna", "own");
  given.killAll();
  await given.until(({ pids }) => pids.length === 0);

  const next = await given.ask("anna", "own");
  const headers = { "if-none-match": `${first.headers["etag"]}` };
  const known = await given.ask("anna", "own", { headers });

  expect([next.body, known.statusCode, known.body]).toEqual([first.body, 304, ""]);
  expect(first.headers["cache-control"]).toBe("private, no-cache");
  expect(given.state().pids).toEqual([]);
});

test.each([
  ["a language without words", { language: "de" }],
  ["a value too many", { values: ["x"] }],
  ["a value too long", { values: ["x".repeat(501)] }],
])("%s is refused", async (_, asked) => {
  expect(refusal(await given.ask("anna", "own", asked))).toEqual([400, { error: "bad_request" }]);
});

test("without a session there is no answer", async () => {
  const cookie = "vklad=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  expect((await given.ask("anna", "own", { headers: { cookie } })).statusCode).toBe(401);
});

test.each(["elsewhere", "written"])("not even a listed query leaves its file: %s", async (name) => {
  expect(refusal(await given.ask("anna", name))).toEqual([500, { error: "answer_failed" }]);
});

test("an answer that nobody could read is not made", async () => {
  expect(refusal(await given.ask("anna", "many"))).toEqual([500, { error: "answer_too_large" }]);
});

test("an answer is packed for whoever takes it so", async () => {
  const long = "ё".repeat(500);
  const headers = { "accept-encoding": "gzip, br" };

  const packed = await given.ask("anna", "same", { values: [long], headers });
  const plain = await given.ask("anna", "same", { values: [long] });

  expect(packed.headers["content-encoding"]).toBe("br");
  expect(`${brotliDecompressSync(packed.rawPayload)}`).toBe(plain.body);
});

test("days are counted up to the instant of the snapshot; what does not depend on it is known", async () => {
  const before = [await given.ask("anna", "days"), await given.ask("anna", "own")] as const;
  given.publishAsOf("2026-10-06T09:00:00Z");
  const after = [await given.ask("anna", "days"), await given.ask("anna", "own")] as const;

  expect([valuesOf(before[0]), valuesOf(after[0])]).toEqual([[[4]], [[5]]]);
  expect(after[0].headers["etag"]).not.toBe(before[0].headers["etag"]);
  expect(after[1].headers["etag"]).toBe(before[1].headers["etag"]);
});

test("a query that takes too long is ended, and others go on", async () => {
  await using short = await givenAnswers({ answer_ms: 3_000 });

  const endless = short.ask("anna", "endless");
  await short.until(({ asked }) => asked === 1);
  const [slow] = short.state().pids;
  const beside = await short.ask("boris", "own");

  expect(refusal(await endless)).toEqual([503, { error: "answer_too_long" }]);
  expect(beside.statusCode).toBe(200);
  expect(short.state().pids).not.toContain(slow);
  expect((await short.ask("anna", "own")).statusCode).toBe(200);
});

test("a process that dies while it answers takes its own question with it, and no other", async () => {
  await using one = await givenAnswers({ processesMax: 1 });

  const dying = one.ask("anna", "endless");
  await one.until(({ asked }) => asked === 1);
  const waiting = one.ask("boris", "own");
  await one.until((state) => state.waiting === 1);
  one.killAll();

  expect(refusal(await dying)).toEqual([500, { error: "answer_failed" }]);
  expect((await waiting).statusCode).toBe(200);
});

test("of too many that wait the last is told to come again, and nobody takes all places", async () => {
  await using few = await givenAnswers({ processesMax: 1, waitingMax: 3, waitingAnAskerMax: 2 });
  const endless = few.ask("anna", "endless");
  await few.until(({ asked }) => asked === 1);

  // Two wait for Anna, and one for Boris.
  const waiting = [];
  for (const [count, text] of ["a", "b"].entries()) {
    waiting.push(few.ask("anna", "same", { values: [text] }));
    await few.until((state) => state.waiting === count + 1);
  }
  const refused = await few.ask("anna", "same", { values: ["c"] });
  waiting.push(few.ask("boris", "same", { values: ["d"] }));
  await few.until((state) => state.waiting === 3);
  const full = await few.ask("boris", "same", { values: ["e"] });
  few.killAll();

  expect([refusal(refused), refusal(full)]).toEqual([
    [503, { error: "answers_busy" }],
    [503, { error: "answers_busy" }],
  ]);
  expect(full.headers["retry-after"]).toBe("2");
  expect((await endless).statusCode).toBe(500);
  const late = await Promise.all(waiting);
  expect(late.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
});

test("its processes end with the gateway", async () => {
  const gone = await givenAnswers();
  await gone.ask("anna", "own");
  const { pids } = gone.state();

  await gone[Symbol.asyncDispose]();

  expect(pids.length).toBeGreaterThan(0);
  expect(pids.filter(isAlive)).toEqual([]);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
