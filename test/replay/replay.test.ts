import { dirname, join } from "node:path";

import { expect } from "vitest";

import { testWithShared } from "../shared.ts";
import { replay } from "./play.ts";
import { readHistory } from "./recorded-history.ts";

const POLLS = 12;

testWithShared(
  "a real forum's first weeks, polled as they were, end as published with each edit",
  "delving-bitcoin/changes.ndjson.gz",
  async (changes) => {
    const history = readHistory({ changes, posts: join(dirname(changes), "posts.ndjson.gz") });

    const { posts, asPublished, edits, editsCaught, second, faults } = await replay(history, {
      polls: POLLS,
    });

    expect(faults).toEqual([]);
    expect([asPublished, editsCaught]).toEqual([posts, edits]);
    expect(Math.min(posts, edits, second.records)).toBeGreaterThan(0);
    expect(second.added).toBe(0);
  },
);
