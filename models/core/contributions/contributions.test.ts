import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { RUN } from "../../given.ts";
import { contributions } from "./contributions.ts";

const MAY = new Date("2026-05-01T09:00:00Z");

function post(contribution_id: string, created_at = MAY) {
  return {
    ...{ contribution_id, post_id: contribution_id, member_id: "ada", account_key: "a_ada" },
    ...{ title: "Тема", class: "publish", domain: "world", created_at },
  };
}

async function contributionsFrom(given: { posts?: object[]; attempts?: object[] }) {
  const rows = [...(given.posts ?? []), ...(given.attempts ?? [])] as never[];
  await using warehouse = await givenWarehouse({
    time_zone: [{ time_zone: RUN.time_zone }],
    posts: (given.posts ?? []) as never,
    attempts: (given.attempts ?? []) as never,
    accounts: [{ account_key: "a_ada" }, { account_key: "a_bot", actor: "bot" }],
    novelty: rows.map(({ contribution_id }) => ({
      ...{ contribution_id, token_count: 10n, novelty: 1_000_000n },
    })),
    own_words: rows.map(({ contribution_id }) => ({ contribution_id, code_line_count: 3n })),
  });
  return await warehouse.build(contributions);
}

test("a contribution of a post is of the post's class and domain", async () => {
  const [row] = await contributionsFrom({ posts: [post("c1")] });

  expect(row).toMatchObject({
    ...{ contribution_id: "c1", class: "publish", domain: "world", code_line_count: 3n },
  });
});

test("a period is a calendar month of the community, not of UTC", async () => {
  const rows = await contributionsFrom({
    posts: [
      post("c1", new Date("2026-08-31T20:59:59Z")),
      post("c2", new Date("2026-08-31T21:00:00Z")),
    ],
  });

  expect(rows.map(({ period }) => period)).toEqual(["2026-08", "2026-09"]);
});

function attempt(attempt_id: string, status: string, given: object = {}) {
  return {
    ...{ attempt_id, contribution_id: `c${attempt_id}`, member_id: "ada", account_key: "a_ada" },
    ...{ task_title: "Граница", complexity: 1_500_000n, submitted_at: MAY, status },
    ...given,
  };
}

test("an attempt is learning, with its verdict if there is one", async () => {
  const rows = await contributionsFrom({
    attempts: [
      attempt("1", "accepted", { grade: 5, accepted_at: MAY }),
      attempt("2", "returned", { grade: 2 }),
      attempt("3", "waiting"),
    ],
  });

  expect(
    rows.map((row) => [row.class, row.domain, row.status, row.verdict, row.grade].join(" ")),
  ).toEqual([
    "learn personal accepted accepted 5",
    "learn personal returned returned 2",
    "learn personal waiting  ",
  ]);
});

test("an attempt accepted in a later month is of that month, and was done when it was handed in", async () => {
  const june = new Date("2026-06-02T09:00:00Z");

  const rows = await contributionsFrom({
    attempts: [attempt("1", "accepted", { accepted_at: june }), attempt("2", "waiting")],
  });

  expect(rows.map(({ period, occurred_at, done_at }) => [period, occurred_at, done_at])).toEqual([
    ["2026-06", june, MAY],
    ["2026-05", MAY, MAY],
  ]);
});

test("what a bot wrote is shown and earns nothing", async () => {
  const [row] = await contributionsFrom({
    posts: [{ ...post("c1"), account_key: "a_bot" }],
  });

  expect(row).toMatchObject({ contribution_id: "c1", is_rewarded: false });
});
