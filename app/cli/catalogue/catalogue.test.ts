import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { openLedger, type LedgerEntry } from "../../../warehouse/ledger/index.ts";
import { startOfNextMonth } from "../../community/clock.ts";
import { catalogueText, parseCatalogue, type Word } from "./catalogue-file.ts";
import { confirmWords } from "./confirm.ts";

const KNOWN = {
  file: "tasks.yaml",
  tasks: new Set(["m/1", "m/2"]),
  sections: new Set(["s1", "системный"]),
};

const TASK = { task: "m/1", title: "«Граница»: где?", section: "s1", complexity: 1_250_000n };

test("what is printed is taken back as it was", () => {
  const printed = [TASK, { ...TASK, task: "m/2", section: null, complexity: 1n }];

  expect(parseCatalogue(catalogueText(printed), KNOWN)).toEqual(
    printed.map(({ task, section, complexity }) => ({ task, section, complexity })),
  );
});

test("a section is known in whichever form of Unicode it is typed", () => {
  const text = "- task: m/1\n  section: системныи\u0306\n  complexity: 2\n";

  expect(parseCatalogue(text, KNOWN)).toEqual([
    { task: "m/1", section: "системный", complexity: 2_000_000n },
  ]);
});

test("a file is refused whole, with everything that is wrong with it", () => {
  const text = [
    "- { task: m/1, section: S1, complexity: 1.5 }",
    "- { task: m/1, section: s1, complexity: 1.0000001 }",
    "- { task: m/9, complexity: 0 }",
    '- { task: m/2, complexity: "1,5" }',
  ].join("\n");

  expect(() => parseCatalogue(text, KNOWN)).toThrow(
    "The catalogue tasks.yaml cannot be taken:\n" +
      "  m/1: there is no section S1\n" +
      "  m/1: it is there twice\n" +
      "  m/1: complexity is 1.0000001; expected a number above 0 and below 1000, of up to six " +
      "digits after the point\n" +
      "  m/9: there is no such task\n" +
      "  m/9: complexity is 0; expected a number above 0 and below 1000, of up to six digits " +
      "after the point\n" +
      "  m/2: complexity is 1,5; expected a number above 0 and below 1000, of up to six digits " +
      "after the point\n" +
      "Nothing was written.",
  );
});

test.each(["task: m/1", "- [", "- { task: m/1, complexity: 1, Section: s1 }", "- task: m/1"])(
  "%j is no catalogue",
  (text) => {
    expect(() => parseCatalogue(text, KNOWN)).toThrow("The catalogue tasks.yaml cannot be taken:");
  },
);

const CURATOR = "a_curator";

function granted(account: string, role: string, valid_to: string | null = null): LedgerEntry {
  const payload = { account, role, stream: null, valid_from: "2026-01-01T00:00:00Z", valid_to };
  return { kind: "role_granted", payload, actor: "configuration" };
}

/** A ledger in which one account keeps the catalogue, and what is said to it at these instants. */
async function afterSaying(
  says: readonly { words: readonly Word[]; at?: string; account?: string }[],
) {
  const dir = mkdtempSync(join(tmpdir(), "vklad-catalogue-"));
  try {
    const clock = () => new Date("2026-09-01T00:00:00Z");
    await using ledger = openLedger({ file: join(dir, "ledger.db"), clock });
    await ledger.appendAll([
      granted(CURATOR, "deanery"),
      granted("a_former", "deanery", "2026-02-01T00:00:00Z"),
      granted("a_master", "master"),
    ]);
    const results = [];
    for (const { words, at = "2026-09-15T00:00:00Z", account = CURATOR } of says) {
      const by = { named: account, account, now: new Date(at), timeZone: "Europe/Moscow" };
      results.push(await confirmWords(ledger, words, by));
    }
    const events = await ledger.read({ kinds: ["task_catalogued"] });
    return { results, said: events.map(({ payload, actor }) => ({ ...payload, actor })) };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const WORD: Word = { task: "m/1", section: "s1", complexity: 2_000_000n };
const OTHER: Word = { ...WORD, complexity: 3_000_000n };

test("a curator's word goes into the ledger under their account, from the next month", async () => {
  const { results, said } = await afterSaying([{ words: [WORD] }]);

  expect(results).toEqual([
    { writtenCount: 1, unchangedCount: 0, from: "2026-09-30T21:00:00.000Z" },
  ]);
  expect(said).toEqual([
    {
      task: "m/1",
      section_id: "s1",
      complexity: "2000000",
      account: CURATOR,
      valid_from: "2026-09-30T21:00:00.000Z",
      actor: CURATOR,
    },
  ]);
});

test("said again it writes nothing; said otherwise and back again it is said each time", async () => {
  const { said } = await afterSaying([
    { words: [WORD] },
    { words: [WORD] },
    { words: [OTHER] },
    { words: [WORD] },
  ]);

  expect(said.map(({ complexity }) => complexity)).toEqual(["2000000", "3000000", "2000000"]);
});

test.each(["a_master", "a_former", "a_stranger"])("%s keeps no catalogue", async (account) => {
  await expect(afterSaying([{ words: [WORD], account }])).rejects.toThrow(
    "who has the role deanery today",
  );
});

test.each([
  ["Europe/Moscow", "2026-09-30T20:59:59Z", "2026-09-30T21:00:00.000Z"],
  ["Europe/Moscow", "2026-09-30T21:00:00Z", "2026-10-31T21:00:00.000Z"],
  ["Pacific/Kiritimati", "2026-12-15T00:00:00Z", "2026-12-31T10:00:00.000Z"],
  ["Pacific/Pago_Pago", "2026-12-15T00:00:00Z", "2027-01-01T11:00:00.000Z"],
  ["America/New_York", "2026-10-20T00:00:00Z", "2026-11-01T04:00:00.000Z"],
  ["UTC", "2026-02-28T23:59:59Z", "2026-03-01T00:00:00.000Z"],
])("in %s the month after %s begins at %s", (zone, instant, start) => {
  expect(startOfNextMonth(new Date(instant), zone).toISOString()).toBe(start);
});
