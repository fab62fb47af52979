import { beforeAll, expect, test } from "vitest";

// @ts-expect-error Plain JavaScript, as the browser runs it.
import { setTimeZone } from "../components/moments.js";
// @ts-expect-error Plain JavaScript, as the browser runs it.
import { noticesOf } from "../components/notices.js";

beforeAll(() => setTimeZone("Europe/Moscow"));

test("each silent system is named once, with the instant since when its data is old", () => {
  const stale = [
    { stream: "discourse_posts", since: "2026-10-04T09:30:00Z" },
    { stream: "discourse_topics", since: "2026-10-04T09:00:00Z" },
    { stream: "nocodb_attempts", since: "2026-10-03T09:00:00Z" },
  ];

  expect(noticesOf({ demo: false, stale })).toEqual([
    {
      kind: "stale",
      text: "Форум: источник не отвечает с 4 октября 2026 г. в 12:00 (UTC+3), показаны данные на это время",
    },
    {
      kind: "stale",
      text: "Рабочие тетради: источник не отвечает с 3 октября 2026 г. в 12:00 (UTC+3), показаны данные на это время",
    },
  ]);
});

test("a system that was never read to its end is named as that", () => {
  const stale = [
    { stream: "nocodb_tables", since: "2026-10-03T09:00:00Z" },
    { stream: "nocodb_records", since: null },
  ];

  expect(noticesOf({ demo: false, stale })).toEqual([
    {
      kind: "stale",
      text: "Рабочие тетради: источник ещё ни разу не прочитан до конца, его данных здесь нет или они не все",
    },
  ]);
});

test("where all sources answer, only the demo says something of itself", () => {
  const text = "Демо-сообщество: все люди вымышлены";

  expect(noticesOf({ demo: true, stale: [] })).toEqual([{ kind: "demo", text }]);
  expect(noticesOf({ demo: false, stale: [] })).toEqual([]);
});
