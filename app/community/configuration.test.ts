import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import demo from "../../vklad.config.ts";
import { checkConfig } from "./configuration.ts";

test("the demo configuration is valid", () => {
  expect(checkConfig(demo, "vklad.config.ts").demo).toEqual({
    seed: 1,
    asOf: "2026-10-05T09:00:00Z",
  });
});

test("a wrong value is named with its path, the value and what was expected", () => {
  const wrong = { ...demo, committee: { threshold: 1, approvalDays: "ten" } };

  expect(() => checkConfig(wrong, "vklad.config.ts")).toThrow(
    /committee\.threshold is 1; expected .*2[\s\S]*committee\.approvalDays is "ten"; expected/,
  );
});

test("an unknown key is refused, for it is a setting that does nothing", () => {
  expect(() => checkConfig({ ...demo, budget: {} }, "vklad.config.ts")).toThrow(/budget/);
});

test("a wrong mapping of a base is named where it is wrong, whichever form it has", () => {
  const tables = {
    tasks: 5,
    attempts: { table: "Попытки", columns: { texts: "Текст", text: 7 } },
    cohorts: [{ table: "Потоки", columns: { guide: 3 } }],
  };
  const nocodb = { url: "https://base.example.org", baseId: "p1", tables };

  expect(() => checkConfig({ ...demo, sources: { nocodb } }, "vklad.config.ts")).toThrow(
    [
      `The configuration vklad.config.ts is not valid:`,
      `  sources.nocodb.tables.cohorts.0.columns.guide is 3; expected a column by its title or id, { column, table } or { is }`,
      `  sources.nocodb.tables.tasks is 5; expected a table with its columns, or a list of such tables`,
      `  sources.nocodb.tables.attempts.columns.text is 7; expected a column by its title or id, { column, table } or { is }`,
      "  sources.nocodb.tables.attempts.columns.texts is not known; expected one of answer, task, " +
        "cohort, author, number, text, verdict, grade, comment; did you mean text?",
    ].join("\n"),
  );
});

test("the demo cannot be served to other machines", () => {
  const open = { ...demo, gateway: { host: "0.0.0.0", port: 8080 } };

  expect(() => checkConfig(open, "vklad.config.ts")).toThrow(/gateway\.host is "0\.0\.0\.0"/);
});

test("a time zone that does not exist is refused", () => {
  const wrong = { ...demo, community: { ...demo.community, timeZone: "Moscow" } };

  expect(() => checkConfig(wrong, "vklad.config.ts")).toThrow(
    /community\.timeZone is "Moscow"; expected a time zone/,
  );
});

const zoned = (timeZone: string) => ({ ...demo, community: { ...demo.community, timeZone } });

testWithShared(
  "a zone given as an offset is refused with what to write",
  "cases/zone-offset",
  (path) => {
    const { timeZone } = JSON.parse(readFileSync(join(path, "input.json"), "utf8"));

    expect(() => checkConfig(zoned(timeZone), "vklad.config.ts")).toThrow(
      'community.timeZone is "+03:00"; expected a time zone of the IANA list, such as ' +
        "Europe/Moscow, not an offset; where clocks show UTC+3 all year, Etc/GMT-3",
    );
  },
);

test.each([
  ["UTC-5", "not an offset; where clocks show UTC-5 all year, Etc/GMT+5"],
  ["+05:30", "such as Europe/Moscow, not an offset"],
  ["GMT+0", "not an offset; where clocks show UTC all year, UTC"],
  ["europe/moscow", "expected Europe/Moscow, as the IANA list spells it"],
  ["asia/kolkata", "with its capital letters"],
])("the zone %s is refused: %s", (timeZone, expected) => {
  expect(() => checkConfig(zoned(timeZone), "vklad.config.ts")).toThrow(expected);
});

test.each(["UTC", "Etc/GMT-3", "Asia/Kolkata", "America/Port-au-Prince", "Asia/Ust-Nera"])(
  "the zone %s is taken",
  (timeZone) => {
    expect(checkConfig(zoned(timeZone), "vklad.config.ts").community.timeZone).toBe(timeZone);
  },
);

test("a budget in smaller parts than the token has is refused before anything starts", () => {
  const token = { symbol: "MIM", decimals: 0 };
  const budgets = { personal: "40000", community: "0.5", world: "15000" };

  expect(() => checkConfig({ ...demo, token, budgets }, "vklad.config.ts")).toThrow(
    'budgets.community is "0.5"; expected at most 0 digits after the point',
  );
});

const GRANT = { account: "discourse:4", from: "2026-09-01T00:00:00Z" };

test.each(["trainee", "curator", "me", "constructor"])(
  "the configuration grants no role that is none, or that every member has: %s",
  (role) => {
    expect(() => checkConfig({ ...demo, roles: [{ ...GRANT, role }] }, "vklad.config.ts")).toThrow(
      `roles.0.role is "${role}"; expected `,
    );
  },
);

test("a role that is not held in cohorts is not granted for one", () => {
  const roles = [{ ...GRANT, role: "deanery", cohort: "2" }];

  expect(() => checkConfig({ ...demo, roles }, "vklad.config.ts")).toThrow(
    'roles.0.cohort is "2"; expected nothing',
  );
});

test("a formula without a file is refused, and the known ones are named", () => {
  expect(() => checkConfig({ ...demo, formula: "2026-13" }, "vklad.config.ts")).toThrow(
    /formula is "2026-13"; expected a file of models\/scores\/formula\/: 2026-04/,
  );
});

test.each([
  [{ discours: { url: "https://club.example.org" } }, "sources.discours", "discourse"],
  [{ discourse: { url: "https://club.example.org", Url: "" } }, "sources.discourse.Url", "url"],
])("a key that is not known is named, with the one that was meant: %j", (sources, at, meant) => {
  expect(() => checkConfig({ ...demo, sources }, "vklad.config.ts")).toThrow(
    new RegExp(`  ${at} is not known; expected one of .*; did you mean ${meant}\\?`),
  );
});

test("every key that is not known is told, and where nothing is like it, nothing is guessed", () => {
  const gateway = { ...demo.gateway, adress: "", colour: "red" };

  expect(() => checkConfig({ ...demo, gateway, aliens: {} }, "vklad.config.ts")).toThrow(
    /gateway\.adress is not known.*\n {2}gateway\.colour is not known; expected one of [\w, ]+\n/,
  );
  expect(() => checkConfig({ ...demo, aliens: {} }, "vklad.config.ts")).toThrow(
    /aliens is not known; expected one of community, sources, [\w, ]+demo\n/,
  );
});

const MINT = "So11111111111111111111111111111111111111112";
const real = { ...demo, demo: undefined };

test("without a word on settlement, tokens are paid on the embedded chain", () => {
  const { settlement } = checkConfig(demo, "vklad.config.ts");

  expect(settlement).toEqual({
    cluster: "embedded",
    witnesses: [],
    explorer: {
      transaction: "https://explorer.solana.com/tx/{signature}?cluster={cluster}",
      address: "https://explorer.solana.com/address/{address}?cluster={cluster}",
    },
    priorityFee: { maxMicroLamports: 50_000 },
    caps: {},
  });
});

test.each([
  [{ cluster: "devnet" }, "settlement.mint is missing; expected the address of the token's mint"],
  [{ cluster: "testnet" }, 'settlement.cluster is "testnet"; expected embedded, devnet'],
  [{ mint: MINT }, `settlement.mint is "${MINT}"; expected nothing, because the embedded chain`],
  [{ cluster: "devnet", mint: "0x00" }, 'settlement.mint is "0x00"; expected an address of Solana'],
  [{ caps: { unit: 5 } }, "settlement.caps.unit is not known; expected one of"],
  [{ caps: { units: 2_000_000 } }, "settlement.caps.units is 2000000; expected"],
  [
    { explorer: { transaction: "javascript:alert('{signature}')" } },
    "expected an address with {signature} behind its host, or nothing",
  ],
  [
    { explorer: { address: "https://{address}.example.org/" } },
    "expected an address with {address} behind its host, or nothing",
  ],
])("a settlement that cannot be is refused: %j", (settlement, expected) => {
  expect(() => checkConfig({ ...real, settlement }, "vklad.config.ts")).toThrow(expected);
});

test("a demo pays on no cluster", () => {
  const settlement = { cluster: "mainnet-beta", mint: MINT, treasury: MINT };

  expect(() => checkConfig({ ...demo, settlement }, "vklad.config.ts")).toThrow(
    'settlement.cluster is "mainnet-beta"; expected embedded, because a demo pays nobody',
  );
});
