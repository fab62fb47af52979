import { expect, test } from "vitest";

import { inLargerPages } from "./larger-pages.ts";
import type { Feed } from "./source.ts";
import { walk } from "./testing/walk.ts";

/** Ten pages; page n holds the records n and n + 1, so that each border comes twice. */
const small: Feed<number | null> = {
  name: "test_numbers",
  stream: { name: "test_numbers", primaryKey: ["n"] },
  async fetchPage({ cursor }) {
    const n = cursor ?? 0;
    const quarantined = n === 5 || n === 6 ? [{ record: null, reason: "poison" }] : [];
    const done = n === 9;
    return { records: [{ n }, { n: n + 1 }], quarantined, cursor: done ? null : n + 1, done };
  },
};

test("the stream is the same in fewer pages, and what comes twice alike is kept once", async () => {
  const large = inLargerPages(small, { pagesMax: 4, recordsMax: 100 });

  expect(await walk(large)).toEqual({
    // Pages 0–3, 4–7 and 8–9: the records at two borders are in both pages.
    records: [0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9, 10].map((n) => ({ n })),
    quarantined: [{ record: null, reason: "poison" }],
    cursor: null,
    pageCount: 3,
  });
});

test("a page that is full takes no more", async () => {
  const large = inLargerPages(small, { pagesMax: 100, recordsMax: 5 });

  expect((await walk(large)).pageCount).toBe(3);
});

test("a sweep and a second look come in fewer pages, too", async () => {
  const { signal } = new AbortController();
  const asked: unknown[] = [];
  const swept: Feed<number | null> = {
    ...small,
    async sweep({ after }) {
      const n = Number(after ?? 0);
      const unjudged = [{ field: "n", prefix: `${n}` }];
      return { keys: [[n]], records: [{ n }], unjudged, after: n + 1, done: n === 9 };
    },
    async look({ keys, after }) {
      asked.push([keys.length, after]);
      const [[n] = []] = keys;
      const isGone = Number(n) % 2 === 1;
      return { keys: isGone ? [] : [[n!]], gone: isGone ? [[n!]] : [], after: Number(n) };
    },
  };
  const large = inLargerPages(swept, { pagesMax: 4, recordsMax: 100, keysMax: 3 });

  const page = await large.sweep!({ after: null, until: "", signal });
  const look = await large.look!({ keys: [[1], [2], [3]], after: null, until: "", signal });

  expect(page).toMatchObject({ keys: [[0], [1], [2]], records: [{ n: 0 }, { n: 1 }, { n: 2 }] });
  expect([page.unjudged?.length, page.after, page.done]).toEqual([3, 3, false]);
  expect(look).toMatchObject({ keys: [[2]], gone: [[1], [3]], after: 3 });
  expect(asked).toEqual([
    [3, null],
    [2, 1],
    [1, 2],
  ]);
});

test("killed at any page and resumed, every record comes", async () => {
  const large = inLargerPages(small, { pagesMax: 4, recordsMax: 100 });

  const { records } = await walk(large, { killedAtPage: 1 });

  expect(new Set(records.map((record) => (record as { n: number }).n)).size).toBe(11);
});

test("a page into which something was read again is one that was read again", async () => {
  const mixed: Feed<number | null> = {
    ...small,
    fetchPage: async (request) => {
      const page = await small.fetchPage(request);
      return request.cursor === 2 ? { ...page, isReread: true } : page;
    },
  };
  const { signal } = new AbortController();
  const large = inLargerPages(mixed, { pagesMax: 4, recordsMax: 100 });
  const pageAt = (cursor: number) => large.fetchPage({ cursor, until: "", signal });

  expect((await pageAt(0)).isReread).toBe(true);
  expect((await pageAt(4)).isReread).toBeUndefined();
});
