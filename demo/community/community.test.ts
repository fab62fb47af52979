import { createHash } from "node:crypto";
import { expect, test } from "vitest";

import { AS_OF, SMALL } from "../given-demo.ts";
import { valueAt } from "../timeline.ts";
import { spearman } from "../truth/agreement.ts";
import { drawCommunity } from "./community.ts";
import type { Community } from "./drawn.ts";

const FULL = drawCommunity({ seed: 1, asOf: AS_OF });

function digest(community: Community): string {
  return createHash("sha256")
    .update(JSON.stringify({ ...community, approvalKeys: null }))
    .digest("hex");
}

function textsOf(community: Community): string[] {
  return community.forum.posts.map(({ versions }) => String(versions[0]!.value!["raw"]));
}

test("the same seed and as-of give the same bytes, another seed gives others", () => {
  const again = drawCommunity({ seed: 7, asOf: AS_OF, scale: 0.15 });
  const other = drawCommunity({ seed: 8, asOf: AS_OF, scale: 0.15 });

  expect(digest(again)).toBe(digest(SMALL));
  expect(digest(other)).not.toBe(digest(SMALL));
});

test("the whole community has the size it is said to have", () => {
  const { counts } = FULL.truth;

  expect(counts.members).toBe(120);
  expect(counts.topics).toBe(350);
  expect(Math.abs(counts.posts - 2_500)).toBeLessThan(60);
  expect(Math.abs(counts.answers - 700)).toBeLessThan(30);
  expect(Math.abs(counts.attempts - 1_600)).toBeLessThan(60);
  expect(FULL.guides.flatMap(({ concepts }) => concepts)).toHaveLength(40);
  expect(FULL.base.tables.find(({ title }) => title === "Streams")!.rows).toHaveLength(4);
});

test("what a contribution is worth does not show in its length", () => {
  for (const planted of [FULL.truth.posts, FULL.truth.attempts]) {
    const contributions = Object.values(planted);
    const found = spearman(
      contributions.map(({ value }) => value),
      contributions.map(({ text_length }) => text_length),
    );
    expect(Math.abs(found!)).toBeLessThan(0.15);
  }
});

test("verdicts follow planted value closely enough for a sane score to find it", () => {
  const table = (title: string) =>
    FULL.base.tables.find((candidate) => candidate.title === title)!.rows;
  const complexity = new Map(
    table("Tasks").map((row) => [row.place, Number(row.versions[0]!.value!["Complexity"])]),
  );
  const taskOf = new Map(
    table("Answers").map((row) => [row.place, Number(row.versions[0]!.value!["Task"])]),
  );
  const trapped = new Set(Object.values(FULL.truth.verdict_traps).flat());
  const rows = table("Attempts").flatMap((row) => {
    const value = valueAt(row.versions, AS_OF);
    const planted = FULL.truth.attempts[`${row.place}`];
    if (value === null || planted === undefined || typeof value["Grade"] !== "number") return [];
    if (trapped.has(row.place)) return [];
    const harder = Math.sqrt(complexity.get(taskOf.get(Number(value["Answer"]))!)!);
    return { score: value["Grade"] * harder, planted: planted.value };
  });

  const found = spearman(
    rows.map(({ score }) => score),
    rows.map(({ planted }) => planted),
  );

  expect(found).toBeGreaterThan(0.85);
});

test("no canary belongs to two people or stands in another one's", () => {
  const canaries = FULL.truth.people.flatMap(({ person, canaries: own }) =>
    [own.email, own.handle, own.surname, ...own.native_ids, own.answer_text, own.post_text].map(
      (canary) => ({ person, canary }),
    ),
  );

  const shared = canaries.filter(({ person, canary }) =>
    canaries.some((other) => other.person !== person && other.canary.includes(canary)),
  );

  expect(shared).toEqual([]);
});

test("a text holds no canary but its author's, and no title holds any", () => {
  const words = new Map(
    FULL.truth.people.flatMap(({ person, canaries }) =>
      [canaries.surname, canaries.answer_text, canaries.post_text, canaries.handle].map(
        (word) => [word, person] as const,
      ),
    ),
  );
  const leaks: string[] = [];
  for (const post of FULL.forum.posts) {
    const { raw, topic_title } = post.versions[0]!.value!;
    const author = FULL.truth.posts[`${post.place}`]?.person;
    for (const [word, person] of words) {
      if (String(topic_title).includes(word) && post.isListed) leaks.push(`title ${word}`);
      if (author !== undefined && person !== author && String(raw).includes(word)) leaks.push(word);
    }
  }

  expect(leaks).toEqual([]);
});

test("the forum is silent for four days, and in the first day after the as-of", () => {
  const { outage } = FULL.truth;
  const from = Date.parse(outage.from);
  const until = Date.parse(outage.until);
  const quiet = AS_OF + 24 * 3_600_000;

  const written = FULL.forum.posts.map(({ versions }) => versions[0]!.from);
  const changed = [
    ...FULL.forum.posts.flatMap(({ versions }) => versions.map((version) => version.from)),
    ...FULL.forum.likes!.flatMap((like) => [like.from, like.until ?? 0]),
    ...FULL.base.tables.flatMap(({ rows }) =>
      rows.flatMap(({ versions }) => versions.map((version) => version.from)),
    ),
  ];

  expect(until - from).toBe(4 * 24 * 3_600_000);
  expect(written.filter((at) => at >= from && at < until)).toEqual([]);
  expect(changed.filter((at) => at > AS_OF && at < quiet)).toEqual([]);
  expect(changed.filter((at) => at >= quiet).length).toBeGreaterThan(100);
});

test("the liker writes only what others wrote before, and they left it as it was", () => {
  const own = new Set(FULL.truth.liker.posts);
  const posts = FULL.forum.posts.filter(({ isListed }) => isListed);
  const copies = posts.filter(({ place }) => own.has(place));

  const unfounded = copies.filter((copy) => {
    const raw = copy.versions[0]!.value!["raw"];
    return !posts.some(
      (post) =>
        !own.has(post.place) &&
        post.place < copy.place &&
        post.versions.length === 1 &&
        post.versions[0]!.value!["raw"] === raw,
    );
  });

  expect(copies.length).toBe(40);
  expect(unfounded).toEqual([]);
});

test("nobody else repeats a text", () => {
  const own = new Set(FULL.truth.liker.posts);
  const texts = textsOf({
    ...FULL,
    forum: {
      ...FULL.forum,
      posts: FULL.forum.posts.filter(({ place, isListed }) => isListed && !own.has(place)),
    },
  });

  expect(new Set(texts).size).toBe(texts.length);
});

test("the demo's trainee has accepted work in every month that is paid, one return and one that waits", () => {
  const lead = FULL.people.find(({ key }) => key === "trainee-01")!;
  const attempts = FULL.base.tables
    .find(({ title }) => title === "Attempts")!
    .rows.map(({ versions }) => valueAt(versions, AS_OF))
    .filter((row) => (row?.["CreatedBy"] as { id?: string } | null)?.id === lead.nocodb!.id);
  const last = new Map(attempts.map((row) => [row!["Answer"], row!]));

  const accepted = attempts.filter((row) => row!["Verdict"] === "accepted");
  const months = new Set(accepted.map((row) => String(row!["CreatedAt"]).slice(0, 7)));

  expect([...months]).toEqual(expect.arrayContaining(["2026-07", "2026-08", "2026-09"]));
  expect([...last.values()].filter((row) => row["Verdict"] === "returned")).toHaveLength(1);
  expect([...last.values()].filter((row) => row["Verdict"] === null)).toHaveLength(1);
  expect(FULL.assertions.wallets.map(({ account }) => account.nativeId)).toContain(
    `${lead.discourse!.id}`,
  );
});

test("proofs link nineteen in twenty of those with two accounts, and one in eight has no wallet", () => {
  const two = FULL.people.filter(({ discourse, nocodb }) => discourse !== null && nocodb !== null);
  const earning = FULL.people.filter(({ kind }) => kind !== "bot" && kind !== "agent");

  const linked = FULL.assertions.links.length / two.length;
  const walletless = 1 - FULL.assertions.wallets.length / earning.length;

  expect(linked).toBeGreaterThan(0.9);
  expect(linked).toBeLessThan(1);
  expect(walletless).toBeGreaterThan(0.06);
  expect(walletless).toBeLessThan(0.2);
});

test("masters stated what they wrote on a text that the base still shows, but for ten days", () => {
  const table = FULL.base.tables.find(({ title }) => title === "Attempts")!;
  const until = AS_OF - 10 * 24 * 3_600_000;
  const sha256 = (text: unknown) => createHash("sha256").update(`${text}`).digest("hex");
  const traps = FULL.truth.verdict_traps;
  const unsound = new Set(
    [
      ...["by_non_master", "by_author", "before_grant", "after_grant", "edited_after_verdict"],
    ].flatMap((trap) => traps[trap] ?? []),
  );
  const expected = table.rows.flatMap(({ place, versions }) => {
    const value = valueAt(versions, AS_OF);
    if (FULL.truth.attempts[`${place}`] === undefined || unsound.has(place)) return [];
    if (value === null || value["Verdict"] === null) return [];
    if (Date.parse(`${value["UpdatedAt"]}`) > until) return [];
    return `${place} ${value["Verdict"]} ${value["Grade"]} ${sha256(value["Text"])}`;
  });

  const stated = FULL.assertions.verdicts.map(
    ({ attempt, verdict, grade, text_digest }) =>
      `${attempt.id} ${verdict} ${grade} ${text_digest}`,
  );

  expect(stated.toSorted()).toEqual(expected.toSorted());
  expect(stated.length).toBeGreaterThan(1_000);
});

test("there are verdicts of every kind that must not be believed", () => {
  expect(Object.keys(FULL.truth.verdict_traps).sort()).toEqual([
    "after_grant",
    "before_grant",
    "by_author",
    "by_non_master",
    "edited_after_as_of",
    "edited_after_verdict",
  ]);
});

test("an empty community has its people and their offices and nothing that anybody did", () => {
  const empty = drawCommunity({ seed: 1, asOf: AS_OF, scale: 0.15, isEmpty: true });

  expect(empty.forum.posts).toEqual([]);
  expect(empty.base.tables.map(({ title, rows }) => [title, rows.length])).toEqual([
    ["Streams", 1],
    ["Enrolments", 1],
    ["Tasks", 0],
    ["Answers", 0],
    ["Attempts", 0],
  ]);
  expect(empty.assertions.wallets).toEqual([]);
  expect(empty.people).toHaveLength(6);
  expect(empty.demoPeople.map(({ role }) => role)).toEqual([
    "deanery",
    "master",
    "committee",
    "committee",
    "trainee",
  ]);
});
