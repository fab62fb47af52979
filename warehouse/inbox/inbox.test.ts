import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import type { Told } from "../../sources/hook.ts";
import { seededBytes } from "../../test/seed.ts";
import { openInbox } from "./index.ts";

const FEED = "posts@hook";
const AT = Date.parse("2026-10-05T09:00:00Z");
const UNTIL = "2026-10-05T09:10:00Z";
const DAY_MS = 86_400_000;

const FIRST: Told = {
  id: "1",
  marks: [{ feed: "posts", how: "read" }],
  kept: [{ feed: FEED, content: { id: 7, raw: "the last words of Anna" } }],
};

function givenFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "vklad-inbox-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

function openIn(dir: string, { key = "inbox", now = () => AT } = {}) {
  const inbox = openInbox({ file: join(dir, "inbox.db"), key: () => seededBytes(key), now });
  onTestFinished(() => inbox[Symbol.dispose]());
  return inbox;
}

const asked = (place: object | null = null, until = UNTIL) =>
  ({ place, until, countMax: 10 }) as Parameters<ReturnType<typeof openIn>["after"]>[1];

test("a delivery is stored once, by whichever process it comes to", () => {
  const dir = givenFolder();
  const [one, other] = [openIn(dir), openIn(dir)];

  expect([
    one.store("club", FIRST),
    other.store("club", FIRST),
    one.store("club", FIRST),
    // Another system may count alike.
    other.store("base", { ...FIRST, kept: [] }),
  ]).toEqual([true, false, false, true]);
  expect(one.after(FEED, asked()).contents).toEqual([FIRST.kept[0]!.content]);
});

test("of a repeated delivery not even a mark comes back", () => {
  const inbox = openIn(givenFolder());
  inbox.store("club", FIRST);
  for (const { feed, how } of inbox.marks()) inbox.seen({ feed, how }, UNTIL);
  inbox.store("club", FIRST);

  expect(inbox.marks()).toEqual([]);
});

test("what only the hook knows cannot be read in the file, and is gone once it has landed", () => {
  const dir = givenFolder();
  const inbox = openIn(dir);
  inbox.store("club", FIRST);
  const { place } = inbox.after(FEED, asked());

  const bytes = () =>
    Buffer.concat(readdirSync(dir).map((name) => readFileSync(join(dir, name)))).toString("latin1");
  expect(bytes()).not.toContain("Anna");
  expect(openIn(dir, { key: "another" }).after(FEED, asked())).toMatchObject({
    contents: [],
    unreadable: [{ reason: "it was sealed with another key" }],
  });

  // The place comes back only from a page that landed.
  expect(inbox.after(FEED, asked(place as object)).contents).toEqual([]);
  expect(inbox.after(FEED, asked()).contents).toEqual([]);
});

test("a page that did not land is given again", () => {
  const inbox = openIn(givenFolder());
  inbox.store("club", FIRST);
  inbox.after(FEED, asked());

  expect(inbox.after(FEED, asked()).contents).toEqual([FIRST.kept[0]!.content]);
});

test("the same words under another id do not land twice, however late they come", () => {
  let now = AT;
  const inbox = openIn(givenFolder(), { now: () => now });
  inbox.store("club", FIRST);
  const { place } = inbox.after(FEED, asked());
  now += 30 * DAY_MS;
  inbox.store("club", { ...FIRST, id: "2" });

  const later = new Date(now).toISOString();
  expect(inbox.after(FEED, asked(place as object, later)).contents).toEqual([]);
});

test("a place of a lost inbox is the beginning of the next one", () => {
  const place = (() => {
    const inbox = openIn(givenFolder());
    for (const id of ["1", "2", "3"])
      inbox.store("club", { id, marks: [], kept: [{ feed: FEED, content: { id } }] });
    return inbox.after(FEED, asked()).place;
  })();
  const next = openIn(givenFolder());
  next.store("club", FIRST);

  expect(next.after(FEED, asked(place as object)).contents).toEqual([FIRST.kept[0]!.content]);
});

test("a run sees what came until its moment, and takes away the marks of that alone", () => {
  let now = AT;
  const inbox = openIn(givenFolder(), { now: () => now });
  inbox.store("club", FIRST);
  now += 60_000;
  inbox.store("club", { ...FIRST, id: "2", kept: [{ feed: FEED, content: { id: 8 } }] });

  const between = new Date(AT + 30_000).toISOString();
  expect(inbox.after(FEED, asked(null, between)).contents).toEqual([FIRST.kept[0]!.content]);
  inbox.seen({ feed: "posts", how: "read" }, between);
  expect(inbox.marks()).toEqual([
    { feed: "posts", how: "read", at: now },
    { feed: FEED, how: "read", at: now },
  ]);
  inbox.seen({ feed: "posts", how: "sweep" }, UNTIL);
  inbox.seen({ feed: "posts", how: "read" }, UNTIL);
  expect(inbox.marks()).toEqual([{ feed: FEED, how: "read", at: now }]);
});

test("who only looks makes no file", () => {
  const dir = givenFolder();
  const inbox = openIn(dir);

  expect([inbox.marks(), inbox.after(FEED, asked())]).toEqual([
    [],
    { contents: [], unreadable: [], place: null, done: true },
  ]);
  expect(readdirSync(dir)).toEqual([]);
});
