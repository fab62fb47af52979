import { expect, test } from "vitest";

import { schedules } from "../../temporal.config.ts";
import { type Schedule, startScheduled } from "../../workflows/schedule.ts";
import { dueRuns, keepSchedules, noteFailure, type Schedules } from "./schedules.ts";

const REFRESH = { everyMinutes: 15, workflow: "refresh", inputOf: (all) => all } as Schedule;
const DAILY = {
  ...{ everyMinutes: 24 * 60, workflow: "distributeDue", runsBeside: true },
  inputOf: ({ proposer }) => ({ proposer }),
} as Schedule;
const TABLE: Schedules = { refresh: REFRESH, distribute: DAILY };

const CONTEXT = { feeds: ["posts", "likes"], sweeps: ["posts"], proposer: "a_1" };
const at = (iso: string) => Date.parse(iso);

test("a run is due once its nominal time has passed, and then once", () => {
  const due = (from: string, to: string) => dueRuns(TABLE, at(from), at(to)).map(([id]) => id);

  expect(due("2026-10-05T09:14:40Z", "2026-10-05T09:15:10Z")).toEqual(["refresh"]);
  expect(due("2026-10-05T09:15:10Z", "2026-10-05T09:15:40Z")).toEqual([]);
});

test("what a stop missed is made up for by one run of each", () => {
  const due = dueRuns(TABLE, at("2026-10-04T08:00:00Z"), at("2026-10-05T09:00:00Z"));

  expect(due).toEqual([
    ["refresh", REFRESH],
    ["distribute", DAILY],
  ]);
});

test("each schedule starts its own workflow with its own input, and only a sweep sweeps", () => {
  const started = Object.fromEntries(
    Object.entries<Schedule>(schedules).map(([id, schedule]) => [
      id,
      startScheduled(
        {
          refresh: (input) => ["refresh", input],
          distributeDue: (input) => ["distributeDue", input],
          compact: (input) => ["compact", input],
        },
        schedule,
        CONTEXT,
      ),
    ]),
  );

  expect(started).toEqual({
    refresh: ["refresh", { ...CONTEXT, sweeps: [], isInParts: true }],
    sweep: ["refresh", { ...CONTEXT, isInParts: true }],
    distribute: ["distributeDue", { proposer: "a_1" }],
    compact: ["compact", {}],
  });
});

test("a schedule of a workflow that is none, or with another's input, starts nothing", () => {
  // @ts-expect-error No such workflow.
  const unknown: Schedule = { everyMinutes: 5, workflow: "embed", inputOf: (all) => all };
  // @ts-expect-error A refresh is told its feeds.
  const foreign: Schedule = { ...REFRESH, inputOf: ({ proposer }) => ({ proposer }) };
  const workflows = {
    refresh: () => "refresh",
    distributeDue: () => "distributeDue",
    compact: () => "compact",
  };

  expect(foreign.workflow).toBe("refresh");
  expect(() => startScheduled(workflows, unknown, CONTEXT)).toThrow(
    'No schedule may start "embed"; expected refresh, distributeDue, compact.',
  );
});

/** Ticks of a minute from noon on, one each millisecond, until `ticks` have passed. */
function given(table: Schedules, ticks: number) {
  const stop = new AbortController();
  let now = at("2026-10-05T12:00:00Z");
  let count = 0;
  const clock = {
    now() {
      count += 1;
      if (count > ticks) stop.abort();
      return new Date((now += 60_000));
    },
  };
  const log: string[] = [];
  const keep = (
    start: (schedule: Schedule) => Promise<unknown>,
    onFailed: (id: string, error: unknown) => void = (id, error) => {
      log.push(`${id}: ${error}`);
    },
    asked: () => Promise<readonly string[]> = async () => await Promise.resolve([]),
  ) => {
    const { signal } = stop;
    const options = { start, onFailed, asked, clock, signal, catchUp_ms: 0, tick_ms: 1 };
    return keepSchedules(table, options).catch((error: Error) => error.name);
  };
  return { keep, log };
}

test("what waits for people does not hold up the others, and is not started twice", async () => {
  const { keep, log } = given({ distribute: { ...DAILY, everyMinutes: 15 }, refresh: REFRESH }, 40);

  const ended = await keep(async ({ workflow }) => {
    log.push(workflow);
    if (workflow === "distributeDue") await new Promise(() => undefined);
  });

  expect(log).toEqual(["distributeDue", "refresh", "refresh"]);
  expect(ended).toBe("AbortError");
});

test("what somebody asked for is started before its time, once", async () => {
  const { keep, log } = given({ distribute: { ...DAILY, everyMinutes: 1_440 } }, 6);
  const wishes = [[], ["distribute"]];

  await keep(
    async ({ workflow }) => void log.push(workflow),
    undefined,
    async () => await Promise.resolve(wishes.shift() ?? []),
  );

  expect(log).toEqual(["distributeDue"]);
});

test("a run that failed is named, and its schedule goes on", async () => {
  const { keep, log } = given({ refresh: REFRESH }, 40);

  await keep(() => Promise.reject(new Error("the club is down")));

  const failure = "refresh: Error: the club is down";
  expect(log).toEqual([failure, failure]);
});

test.each([REFRESH, { ...DAILY, everyMinutes: 15 }])(
  "who is told of a failure may end the schedules: $workflow",
  async (schedule) => {
    const { keep } = given({ only: schedule }, 1_000);
    class FatalError extends Error {
      override readonly name = "FatalError";
    }

    const ended = keep(
      () => Promise.reject(new FatalError("the file is in doubt")),
      (_id, error) => {
        throw error;
      },
    );

    expect(await ended).toBe("FatalError");
  },
);

class WarehouseFatalError extends Error {
  override readonly name = "WarehouseFatalError";
}

test("a failed run is written down and waits for its next time, unless the warehouse gave up", async () => {
  const fatal = new WarehouseFatalError("the disk is full");
  const errors = [new Error("the club is down"), new TypeError("so is the base"), fatal];
  const written: unknown[] = [];
  const { keep } = given({ refresh: { ...REFRESH, everyMinutes: 1 } }, 1_000);

  const ended = await keep(
    () => Promise.reject(errors.shift()),
    noteFailure({ write: (event, fields) => void written.push([event, fields]) }),
  );

  expect(ended).toBe("WarehouseFatalError");
  expect(written).toEqual(
    ["Error", "TypeError", "WarehouseFatalError"].map((error) => [
      "schedule_failed",
      { step: "refresh", error },
    ]),
  );
});
