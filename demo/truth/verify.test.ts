import { expect, test } from "vitest";

import { SMALL } from "../given-demo.ts";
import { verify, type ScoredContribution } from "./verify.ts";

const { truth } = SMALL;

test("a score equal to the planted value agrees fully, and the liker is counted apart", () => {
  const contributions: ScoredContribution[] = [
    ...Object.entries(truth.posts).map(([native_key, { value, text_length }]) => ({
      kind: "post" as const,
      native_key,
      points: value,
      text_length,
    })),
    ...Object.entries(truth.attempts).map(([native_key, { value, text_length }]) => ({
      kind: "attempt" as const,
      native_key,
      points: value,
      text_length,
    })),
  ];

  const found = verify(truth, contributions);

  expect(found.attempts.spearman).toBeCloseTo(1, 12);
  expect(found.posts.spearman).toBeCloseTo(1, 12);
  expect(found.liker).toEqual({
    person: "liker-01",
    points: 0,
    post_count: truth.liker.posts.length,
  });
  expect(found.unknown).toEqual([]);
});

test("what a reader makes of a broken post counts for nothing", () => {
  const [id] = truth.broken_posts;
  const broken = { kind: "post" as const, native_key: `${id}`, points: 9, text_length: 9 };

  const found = verify(truth, [broken]);

  expect([found.posts.count, found.unknown]).toEqual([0, []]);
});

test("a contribution that nobody planted is named", () => {
  const stray = { kind: "post" as const, native_key: "1", points: 1, text_length: 1 };

  expect(verify(truth, [stray]).unknown).toEqual(["post 1"]);
});
