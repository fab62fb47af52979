import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

// Plain JavaScript, as the browser runs it.
// @ts-expect-error It has no declarations.
import { GatewayRefusal } from "../components/gateway.js";
// @ts-expect-error It has no declarations.
import { languageOf, setLanguage } from "../components/language.js";
// @ts-expect-error It has no declarations.
import { moment, monthName, setTimeZone, shortDay, shortMoment } from "../components/moments.js";
// @ts-expect-error It has no declarations.
import { shortMonth } from "../components/months.js";
// @ts-expect-error It has no declarations.
import { headIn, sectionsOf } from "../components/navigation.js";
// @ts-expect-error It has no declarations.
import { noticesOf } from "../components/notices.js";
// @ts-expect-error It has no declarations.
import { setToken, tokens } from "../components/token.js";
// @ts-expect-error It has no declarations.
import { plural } from "../components/wording.js";
import { giveMacros } from "./queries.ts";

beforeEach(() => {
  setLanguage("en");
  setTimeZone("Europe/Moscow");
});

afterEach(() => {
  setLanguage("ru");
  vi.unstubAllGlobals();
});

test("queries of an English page write figures, months and codes in English", async () => {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await giveMacros(connection);

  const rows = await connection.runAndReadAll(
    `SELECT tokens('-1234567890'), tokens('40000000000'), points(1234567), points_about(1235000),
       hours(90), mean(7, 2), percent(1, 8), share(123456), month_name('2026-07'),
       label('class', 'learn'), meaning('help', 'world')`,
  );

  expect(rows.getRows()[0]).toEqual([
    ...["−1,234.567890", "40,000", "1.234567", "1.24", "1.5", "3.5", "13%", "12.35%"],
    ...["July 2026", "Learning", "Help, world"],
  ]);
});

test("its components write amounts, instants and nouns in English", () => {
  setToken({ symbol: "STK", decimals: 6 });
  const at = "2026-10-05T09:00:00Z";

  expect([
    tokens("-1234567890"),
    plural(1, ["line", "lines"]),
    plural(1_002, ["line", "lines"]),
    tokens("12345678901234567"),
  ]).toEqual(["−1,234.567890", "1 line", "1,002 lines", "12,345,678,901.234567"]);
  expect([
    shortDay(at),
    shortMoment(at),
    moment(at),
    monthName("2026-07"),
    shortMonth("2026-07"),
  ]).toEqual(["5 Oct 2026", "5 Oct, 12:00", "5 October 2026 at 12:00", "July 2026", "Jul 26"]);
});

test("it says why something was refused and what is silent in English", () => {
  const [stale] = noticesOf({ demo: false, stale: [{ stream: "discourse_posts", since: null }] });

  expect(new GatewayRefusal("no_plan", 409).message).toBe("Nothing is proposed for this month.");
  expect(new GatewayRefusal("", 404).message).toBe("The server has no such address.");
  expect(new GatewayRefusal("unheard_of", 418).message).toBe("It did not work (unheard_of).");
  expect(stale.text).toMatch(/^Forum: the source was never read to its end/);
});

test("a page is in the language chosen here, else the community's, and in Russian where it has no other", () => {
  const asked = (kept: string | null, community: string, isBilingual: boolean) => {
    vi.stubGlobal("localStorage", { getItem: () => kept });
    return languageOf({ isBilingual, community });
  };

  expect([asked("en", "ru", true), asked("ru", "en", true)]).toEqual(["en", "ru"]);
  expect([asked(null, "en", true), asked("fr", "ru", true)]).toEqual(["en", "ru"]);
  expect([asked("en", "en", false)]).toEqual(["ru"]);
});

test("a header in English keeps the Russian name of what has no other", () => {
  const frontMatter = { section: "Раздел", nav: "Первая" };
  const pagesManifest = {
    children: {
      me: { frontMatter: { ...frontMatter, english: { section: "Me" } }, children: {} },
      guests: { frontMatter, children: {} },
    },
  };
  const titles = (language: string) =>
    sectionsOf({ roles: { me: {}, guests: {} } }, pagesManifest, language).map(
      ({ title }: { title: string }) => title,
    );

  expect([titles("ru"), titles("en")]).toEqual([
    ["Раздел", "Раздел"],
    ["Me", "Раздел"],
  ]);
  expect(headIn("en", undefined)).toEqual({});
});
