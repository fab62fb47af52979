import { expect, test } from "vitest";
import { z } from "zod";

import { createLimiter } from "./http/limiter.ts";
import { createHttp } from "./http.ts";
import type { HttpOptions } from "./http.ts";
import { loopback } from "./testing/loopback.ts";
import type { Reply } from "./testing/loopback.ts";
import { testClock } from "./testing/clock.ts";

const Envelope = z.object({ list: z.array(z.number()) });
const GOOD: Reply = { json: { list: [1, 2] } };
const SECRET = "s3cret-token";

async function givenServer(options: Partial<HttpOptions> = {}) {
  const server = await loopback(() => GOOD);
  const clock = testClock();
  const { signal } = new AbortController();
  const http = createHttp({
    system: "Twin",
    url: server.url,
    headers: { "xc-token": SECRET },
    perSecond: 1000,
    clock,
    ...options,
  });
  return {
    server,
    clock,
    http,
    get: () => http.get(Envelope, "/list", { query: { who: "ada" }, signal }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
    },
  };
}

test.each<[string, Reply, number]>([
  ["seconds", { status: 429, headers: { "Retry-After": "7" } }, 7000],
  [
    "an HTTP date",
    { status: 429, headers: { "Retry-After": "Mon, 05 Oct 2026 09:00:09 GMT" } },
    9000,
  ],
  [
    "Discourse's middleware",
    {
      status: 429,
      text: "Slow down, you're making too many requests.",
      headers: { "Retry-After": "10", "Discourse-Rate-Limit-Error-Code": "ip_10_secs_limit" },
    },
    10_000,
  ],
  [
    "Discourse's controllers",
    {
      status: 429,
      json: { errors: ["…"], error_type: "rate_limit", extras: { wait_seconds: 16 } },
    },
    16_000,
  ],
  [
    "Telegram",
    { status: 429, json: { ok: false, error_code: 429, parameters: { retry_after: 12 } } },
    12_000,
  ],
  ["nothing", { status: 429 }, 250],
])("a 429 that says %s is waited out and the page comes", async (_name, fault, waitedMs) => {
  await using given = await givenServer();
  given.server.faults.push(fault);

  const reply = await given.get();

  expect(reply).toEqual(GOOD.json);
  expect(given.clock.sleeps.filter((ms) => ms > 1)).toEqual([waitedMs]);
});

test.each<[string, Reply]>([
  ["a server error", { status: 500, json: { error: "x" } }],
  ["Cloudflare's lost origin", { status: 520, text: "<html>" }],
  ["a connection dropped in mid-body", { ...GOOD, droppedAfterBytes: 5 }],
  ["a connection dropped before the body", { ...GOOD, droppedAfterBytes: 0 }],
  ["JSON cut short", { text: '{"list":[1,', headers: { "Content-Type": "application/json" } }],
])("%s is tried again", async (_name, fault) => {
  await using given = await givenServer();
  given.server.faults.push(fault, fault);

  expect(await given.get()).toEqual(GOOD.json);
  expect(given.server.requests).toHaveLength(3);
});

test.each(["nothing", "half"] as const)(
  "a request that hangs after %s of its answer is lost after half a minute, and tried again",
  async (after) => {
    await using given = await givenServer();
    const hanging = Promise.withResolvers<void>();
    given.server.faults.push({ ...GOOD, hangs: { after, onHang: hanging.resolve } });

    const reply = given.get();
    await hanging.promise;
    expect(given.clock.timeouts).toEqual([30_000]);
    given.clock.timeOut();

    expect(await reply).toEqual(GOOD.json);
    expect(given.server.requests).toHaveLength(2);
  },
);

test("a request is not waited for beyond the deadline", async () => {
  await using given = await givenServer({ deadlineMs: 20_000 });

  await given.get();

  expect(given.clock.timeouts).toEqual([20_000]);
});

test("a source that stays down is given up at the deadline, by name", async () => {
  await using given = await givenServer({ deadlineMs: 20_000 });
  given.server.faults.push(...Array.from({ length: 500 }, () => ({ status: 503 })));

  const down = given.get();

  await expect(down).rejects.toMatchObject({
    name: "SourceDownError",
    message: expect.stringContaining("last: status 503"),
  });
  expect(given.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(20_000);
});

test("a wait longer than the deadline is not begun", async () => {
  await using given = await givenServer({ deadlineMs: 20_000 });
  given.server.faults.push({ status: 429, headers: { "Retry-After": "3600" } });

  await expect(given.get()).rejects.toThrow("gave no usable answer");
  expect(given.server.requests).toHaveLength(1);
});

test("a question in a body is put again as it was", async () => {
  const asked: unknown[] = [];
  await using server = await loopback(({ body, headers }) => {
    asked.push([body, headers["content-type"]]);
    return asked.length === 1 ? { status: 502, text: "<html>" } : GOOD;
  });
  const http = createHttp({ system: "T", url: server.url, perSecond: 1000, clock: testClock() });
  const { signal } = new AbortController();

  const reply = await http.post(Envelope, "/list", { json: { offset: 5 }, signal });

  expect(reply).toEqual(GOOD.json);
  expect(asked).toEqual([
    [`{"offset":5}`, "application/json"],
    [`{"offset":5}`, "application/json"],
  ]);
});

test("what an address hides is asked for and named in no message", async () => {
  await using server = await loopback(() => ({ status: 404, json: { why: "gone" } }));
  const codeOf = (body: unknown) => (body as { why: string }).why;
  const options = { system: "T", url: `${server.url}/`, secretPath: `/bot${SECRET}`, codeOf };
  const http = createHttp({ ...options, perSecond: 1000 });
  const { signal } = new AbortController();

  const failing = http.get(Envelope, "/list", { signal }).catch(String);

  expect(await failing).toContain(`T answered 404 gone to GET ${server.url}/list`);
  expect(await failing).not.toContain(SECRET);
  expect(server.requests).toEqual([`/bot${SECRET}/list`]);
});

test("nobody at the address is a source that is down", async () => {
  const given = await givenServer({ deadlineMs: 2_000 });
  await given.server[Symbol.asyncDispose]();

  await expect(given.get()).rejects.toThrow(/SourceDownError|ECONNREFUSED/);
});

test.each<[string, Reply, string]>([
  ["a refused key", { status: 401, json: { msg: "Invalid token" } }, "SourceAuthError"],
  ["a forbidden thing", { status: 403, json: { error_type: "invalid_access" } }, "SourceAuthError"],
  [
    "a missing thing",
    { status: 404, json: { error: "ERR_TABLE_NOT_FOUND" } },
    "SourceMissingError",
  ],
  ["a gone thing", { status: 410, json: {} }, "SourceMissingError"],
  ["a request refused", { status: 422, json: { error: "ERR_X" } }, "SourceRequestError"],
  ["a redirect", { status: 302, headers: { Location: "http://elsewhere/" } }, "SourceMovedError"],
  ["an unknown envelope", { json: { rows: [] } }, "SourceShapeError"],
  [
    "a page for people",
    { text: "<html>", headers: { "Content-Type": "text/html" } },
    "SourceShapeError",
  ],
])("%s is named at once and holds no secret", async (_name, fault, errorName) => {
  await using given = await givenServer();
  given.server.faults.push(fault);

  const failure = await given.get().then(
    () => null,
    (error: unknown) => error,
  );

  expect(failure).toMatchObject({ name: errorName });
  expect(given.server.requests).toHaveLength(1);
  const { message, stack } = failure as Error;
  expect(`${message}${stack}${JSON.stringify(failure)}`).not.toMatch(/s3cret|ada/);
});

test("NocoDB's codes come without their prefix, whatever the version", async () => {
  await using given = await givenServer();
  given.server.faults.push({ status: 422, json: { error: "ERR_INVALID_OFFSET_VALUE" } });
  given.server.faults.push({ status: 422, json: { error: "INVALID_OFFSET_VALUE" } });

  const codes = [
    await given.get().catch((error: unknown) => error),
    await given.get().catch((error: unknown) => error),
  ];

  expect(codes).toEqual([
    expect.objectContaining({ code: "INVALID_OFFSET_VALUE" }),
    expect.objectContaining({ code: "INVALID_OFFSET_VALUE" }),
  ]);
});

test("a key that HTTP does not allow is refused without being shown", () => {
  const make = () =>
    createHttp({ system: "Twin", url: "http://x", headers: { key: "s3cret\n" }, perSecond: 1 });

  expect(make).toThrow("The header key for Twin");
  expect(make).not.toThrow("s3cret");
});

test("a body larger than a page can be is not read to its end", async () => {
  await using given = await givenServer({ bodyBytesMax: 1_048_576 });
  given.server.faults.push({ json: { list: Array.from({ length: 600_000 }, () => 1) } });

  await expect(given.get()).rejects.toMatchObject({
    name: "SourceTooLargeError",
    message: expect.stringContaining("more than 1 MB, expected one page"),
  });
});

test("one request may be held to fewer bytes and a sooner deadline than its client", async () => {
  await using given = await givenServer({ bodyBytesMax: 64 * 1_048_576, deadlineMs: 90_000 });
  const { signal } = new AbortController();
  given.server.faults.push({ json: { list: Array.from({ length: 600_000 }, () => 1) } });

  await expect(
    given.http.get(Envelope, "/list", { signal, bytesMax: 1_048_576 }),
  ).rejects.toMatchObject({ name: "SourceTooLargeError" });

  given.server.faults.push(...Array.from({ length: 100 }, () => ({ status: 500 })));
  await expect(given.http.get(Envelope, "/list", { signal, deadlineMs: 5_000 })).rejects.toThrow(
    /no usable answer to .* within [1-5] s/,
  );
});

test("a reply is weighed: its bytes, and the time of the try that brought it", async () => {
  await using given = await givenServer({});
  const { signal } = new AbortController();
  given.server.faults.push({ status: 503 });

  const { value, byteCount, tookMs } = await given.http.weigh(Envelope, "/list", { signal });

  expect([byteCount, tookMs]).toEqual([JSON.stringify(value).length, 0]);
});

test("each try waits for its turn, the first one and those after a failure", async () => {
  const log: string[] = [];
  const limiter = {
    ...createLimiter({ perSecond: 1_000 }, testClock()),
    take: async () => void log.push("turn"),
  };
  await using given = await givenServer({ limiter });
  given.server.faults.push({ status: 503 }, { status: 503 });

  await given.get();

  expect([log, given.server.requests.length]).toEqual([["turn", "turn", "turn"], 3]);
});

test("a limit on all requests stops all of them, a limit on one action only that one", async () => {
  const pauses: number[] = [];
  const limiter = {
    ...createLimiter({ perSecond: 1_000, burst: 1_000 }, testClock()),
    pause: (ms: number) => void pauses.push(ms),
  };
  await using given = await givenServer({ limiter });
  given.server.faults.push({
    status: 429,
    text: "Slow down",
    headers: { "Retry-After": "30", "Discourse-Rate-Limit-Error-Code": "ip_10_secs_limit" },
  });
  given.server.faults.push({
    status: 429,
    json: { error_type: "rate_limit", extras: { wait_seconds: 16 } },
    headers: { "Retry-After": "16" },
  });

  await given.get();

  expect(pauses).toEqual([30_000]);
});

test("an abort ends the waiting with the caller's reason", async () => {
  await using server = await loopback(() => ({ status: 503, headers: { "Retry-After": "60" } }));
  const controller = new AbortController();
  const http = createHttp({ system: "Twin", url: server.url, perSecond: 10 });

  const waiting = http.get(Envelope, "/list", { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("the worker stops")), 50);

  await expect(waiting).rejects.toThrow("the worker stops");
});

test("an integer beyond what a number holds passes through digit by digit", async () => {
  const text = '{"list":[{"id":9007199254740993,"small":1,"big":1e400,"ratio":0.1}]}';
  await using server = await loopback(() => ({
    text,
    headers: { "Content-Type": "application/json" },
  }));
  const http = createHttp({ system: "Twin", url: server.url, perSecond: 10 });

  const reply = await http.get(z.object({ list: z.array(z.custom<unknown>()) }), "/list", {
    signal: new AbortController().signal,
  });

  expect(JSON.stringify(reply)).toBe(text);
});

test("a question in a body is asked as JSON with our key, and again where the system is busy", async () => {
  const asked: unknown[] = [];
  await using server = await loopback(({ method, headers, body }) => {
    asked.push([method, headers["content-type"], headers["xc-token"], JSON.parse(body)]);
    return asked.length < 3 ? { status: 503 } : GOOD;
  });
  const headers = { "xc-token": SECRET };
  const http = createHttp({
    ...{ system: "Twin", url: server.url, headers, perSecond: 1000, clock: testClock() },
  });
  const { signal } = new AbortController();

  const reply = await http.post(Envelope, "/query", { json: { query: "что?" }, signal });

  expect(reply).toEqual({ list: [1, 2] });
  const sent = ["POST", "application/json", SECRET, { query: "что?" }];
  expect(asked).toEqual([sent, sent, sent]);
});

test.each([
  ["an instant", "2026-11-01T00:00:00+03:00", "2026-10-31T21:00:00.000Z"],
  ["seconds", 1_793_491_200, "2026-11-01T00:00:00.000Z"],
  ["something else", { at: SECRET }, null],
  ["a sentence", `not before ${SECRET}`, null],
])("402 ends at once; its end as %s is told or left out", async (_, end, until) => {
  await using given = await givenServer();
  const json = { code: "quota_limit_exceeded", extra: { billing_period_end: end } };
  given.server.faults.push({ status: 402, json });

  const error = await given.get().catch((cause: unknown) => cause);

  expect(error).toMatchObject({ name: "SourceQuotaError", until });
  expect(String(error)).not.toContain(SECRET);
  expect([given.server.requests.length, given.clock.sleeps]).toEqual([1, []]);
});

test("each request is counted, tries that failed and lost connections with them, and till when a 402 holds", async () => {
  const noted: unknown[] = [];
  await using given = await givenServer({ usage: { note: (sent) => noted.push(sent) } });
  given.server.faults.push({ status: 429 }, { json: { list: [1] }, droppedAfterBytes: 3 });
  await given.get();
  given.server.faults.push({ status: 402, json: { extra: { billing_period_end: 1_793_491_200 } } });
  await given.get().catch(() => undefined);

  const sent = (status: number | null, quotaEnd: string | null = null, perMinute = 40_000) => ({
    ...{ status, perMinute, quotaEnd },
  });
  const end = "2026-11-01T00:00:00.000Z";
  expect(noted).toEqual([sent(429, null, 60_000), sent(200), sent(200), sent(402, end)]);

  const gone = await loopback(() => GOOD);
  await gone[Symbol.asyncDispose]();
  const http = createHttp({
    ...{ system: "Twin", url: gone.url, perSecond: 1000, clock: testClock() },
    usage: { note: (one) => noted.push(one) },
  });
  const { signal } = new AbortController();
  await http.get(Envelope, "/list", { signal }).catch(() => undefined);
  expect(noted.at(-1)).toEqual(sent(null, null, 60_000));
});

test("a system that says it was asked too much is asked more slowly, and its usage says so", async () => {
  const rates: number[] = [];
  const usage = {
    note: ({ perMinute }: { perMinute: number }) => rates.push(Math.round(perMinute)),
  };
  await using given = await givenServer({ perSecond: 1, usage });
  given.server.faults.push({ status: 502, text: "<html>" }, { status: 429 });

  await given.get();
  await given.get();

  expect(rates).toEqual([60, 60, 40, 40]);
});
