import { expect, test } from "vitest";

import type { Marked } from "../../warehouse/inbox/index.ts";
import { watchMarks } from "./woken.ts";

const HOUR_MS = 3_600_000;

function givenMarks() {
  let now = 0;
  const marks = new Map<string, Marked>();
  const look = watchMarks({ marks: () => [...marks.values()] }, () => now);
  return {
    mark(feed: string, how: Marked["how"]) {
      now += 1;
      marks.set(`${feed} ${how}`, { feed, how, at: now });
    },
    pass(ms: number) {
      now += ms;
    },
    /** As whoever reads what is marked. */
    woken() {
      const woken = look();
      woken?.taken();
      return woken === null ? null : { feeds: woken.feeds, sweeps: woken.sweeps };
    },
    look,
  };
}

test("a mark wakes its feed once, although the read fails and the mark stays", () => {
  const { mark, woken, pass } = givenMarks();
  mark("posts", "read");

  expect(woken()).toEqual({ feeds: ["posts"], sweeps: [] });
  pass(HOUR_MS);
  expect(woken()).toBeNull();
  mark("posts", "read");
  expect(woken()).toEqual({ feeds: ["posts"], sweeps: [] });
});

test("what was not begun wakes again", () => {
  const { mark, look } = givenMarks();
  mark("posts", "read");
  look();

  expect(look()?.feeds).toEqual(["posts"]);
});

test("a feed is swept once an hour, however much is deleted", () => {
  const { mark, woken, pass } = givenMarks();
  mark("rows", "sweep");
  expect(woken()).toEqual({ feeds: ["rows"], sweeps: ["rows"] });

  mark("rows", "sweep");
  mark("rows", "read");
  expect(woken()).toEqual({ feeds: ["rows"], sweeps: [] });
  pass(HOUR_MS);
  expect(woken()).toEqual({ feeds: ["rows"], sweeps: ["rows"] });
});
