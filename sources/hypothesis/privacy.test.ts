import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { annotation, annotationServer, GROUP, ME } from "../testing/annotations.ts";
import type { Row } from "../testing/annotations.ts";
import { walk } from "../testing/walk.ts";
import { hypothesisAnnotations } from "./annotations.ts";

const UNTIL = "2026-10-05T09:00:00Z";
const PRIVATE = "моё и больше ничьё";

const onlyMe = (id: string, user: string) =>
  annotation(id, 5, { user, text: PRIVATE, permissions: { read: [user] } });

const ROWS: readonly Row[] = [
  annotation("shared", 1),
  annotation("open", 2, { permissions: { read: ["group:__world__"] } }),
  onlyMe("mine", ME),
  onlyMe("annas", "acct:anna@hypothes.is"),
  annotation("other", 3, { group: "other", text: PRIVATE, permissions: { read: ["group:other"] } }),
  annotation("lying", 4, { text: PRIVATE, permissions: { read: ["group:other"] } }),
];

const idsOf = (records: readonly Json[]) =>
  [...new Set((records as readonly Row[]).map(({ id }) => id))].toSorted();

test.each([false, true])(
  "private annotations and those of other groups land nowhere (as a moderator: %s)",
  async (moderates) => {
    const given = await annotationServer(ROWS, { moderates });
    given.state.own.add("other");
    given.state.isLeaky = true;
    const feed = hypothesisAnnotations(given);

    const walked = await walk(feed);
    const swept = [];
    for (let after: Json = null, done = false; !done;) {
      const page = await feed.sweep!({ after, until: UNTIL, signal: new AbortController().signal });
      swept.push(page);
      ({ after, done } = page);
    }

    expect(idsOf(walked.records)).toEqual(["open", "shared"]);
    const shown = swept.flatMap(({ keys }) => keys.map(([id]) => id));
    expect(new Set(shown)).toEqual(new Set(["open", "shared"]));
    expect(JSON.stringify([walked, swept])).not.toContain(PRIVATE);
    expect(JSON.stringify([walked, swept])).not.toContain("annas");
  },
);

test("where it is not said who may read one, its id is all that is kept of it", async () => {
  const { permissions: _none, ...unsaid } = annotation("unsaid", 1, { text: PRIVATE });
  const odd = annotation("odd", 2, { text: PRIVATE, permissions: { read: "everybody" } });
  const given = await annotationServer();
  given.failing.set("/api/search", { json: { total: 2, rows: [unsaid, odd] } });

  const { records, quarantined } = await walk(hypothesisAnnotations(given));

  expect(records).toEqual([]);
  expect(quarantined).toContainEqual({
    record: { id: "unsaid" },
    reason: "it does not say who may read it",
  });
  expect(JSON.stringify(quarantined)).not.toContain(PRIVATE);
});

test("a second look brings nothing of an annotation that became private or moved away", async () => {
  const moved = annotation("moved", 2, { group: "B", permissions: { read: ["group:B"] } });
  const given = await annotationServer([onlyMe("mine", ME), moved]);
  given.state.own.add("B");
  const feed = hypothesisAnnotations(given);

  const page = await feed.look!({
    ...{ keys: [["mine"], ["moved"]], after: null, until: UNTIL },
    signal: new AbortController().signal,
  });

  expect(page).toEqual({
    ...{ keys: [], gone: [["mine"], ["moved"]], records: [], quarantined: [], after: null },
  });
  expect(given.groups).toEqual([GROUP]);
});
