/** A base full of contacts, in every kind of column: none is found again in anything that stays. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";

import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";

import { dataFolder } from "../../app/community/data-folder.ts";
import { standingClock } from "../../demo/clock.ts";
import { drawCommunity } from "../../demo/community/community.ts";
import type { Base, BaseColumn, RowJson } from "../../demo/nocodb/base.ts";
import { DEMO_TABLES } from "../../demo/nocodb/mapping.ts";
import { nocodbTwin, type NocodbTwin } from "../../demo/nocodb/twin.ts";
import config from "../../vklad.config.ts";
import { vklad } from "./cli.ts";
import { SEED } from "./given-community.ts";
import { AS_OF } from "./open-run.ts";

const TOKEN = "contacts-token";
const asOf = Date.parse(AS_OF);

/** Each is unlike any other, and all are found by one look. */
const PLANTED = /planted\d+|555[- ]?77[- ]?\d\d/giu;

const mail = (place: number) => `Planted${place}@mail.example`;
const phone = (place: number) => `+7 (900) 555-77-${String(place % 100).padStart(2, "0")}`;

const link = { fk_related_model_id: "itself", type: "hm" };
const shown = { fk_relation_column_id: "c_link", fk_lookup_column_id: "c_mail" };
const COLUMNS: readonly BaseColumn[] = (
  [
    ["Почта", "Email", { id: "c_mail" }],
    ["Телефон", "PhoneNumber", { id: "c_phone" }],
    ["Связь", "SingleLineText", {}],
    ["Куратор", "User", {}],
    ["Анкета", "JSON", {}],
    ["Ссылка", "LinkToAnotherRecord", { id: "c_link", colOptions: link }],
    ["Почта по ссылке", "Lookup", { colOptions: shown }],
    ["Между", "LinkToAnotherRecord", { colOptions: { fk_related_model_id: "nobody knows" } }],
    ["Подпись", "Formula", { colOptions: { formula: "CONCAT({{c_mail}}, {{c_phone}})" } }],
    ["QR", "QrCode", {}],
  ] as const
).map(([title, uidt, described]) => ({ title, uidt, isSystem: false, described }));

/** What nobody would think of, either: a user named by an address, a number typed as a name. */
function contactsOf(place: number): RowJson {
  const user = { id: `us${place}`, email: mail(place), display_name: mail(place), meta: null };
  const row = { Id: place, Почта: mail(place), Телефон: phone(place), Куратор: [user] };
  return {
    ...{ Почта: mail(place), Телефон: phone(place), Связь: phone(place), Куратор: user },
    Анкета: JSON.stringify({ кто: [{ mail: mail(place) }], текст: `звонить ${phone(place)}` }),
    Ссылка: [row],
    "Почта по ссылке": [mail(place)],
    Между: [{ left: place, right: place, note: `писать ${mail(place)}` }],
    ...{
      Подпись: `${mail(place)} ${phone(place)}`,
      QR: mail(place),
      Неизвестно: `писать ${mail(place)}`,
    },
  };
}

function planted(base: Base): Base {
  const tables = base.tables.map((table) => {
    const columns = COLUMNS.map(({ described, ...column }) => ({
      ...column,
      described: JSON.parse(JSON.stringify(described).replace("itself", table.id)) as RowJson,
    }));
    const rows = table.rows.map((row) => ({
      ...row,
      versions: row.versions.map(({ from, value }) => ({
        from,
        value: value === null ? null : { ...value, ...contactsOf(row.place) },
      })),
    }));
    return { ...table, columns: [...table.columns, ...columns], rows };
  });
  return { ...base, tables };
}

let root: string;
let twin: NocodbTwin;
const { base } = drawCommunity({ seed: SEED, asOf, scale: 0.05 });

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "vklad-contacts-"));
  twin = await nocodbTwin({ base: planted(base), clock: standingClock(asOf), token: TOKEN });
  process.env["VKLAD_NOCODB_TOKEN"] = TOKEN;
});

afterAll(async () => {
  delete process.env["VKLAD_NOCODB_TOKEN"];
  await twin.close();
  rmSync(root, { recursive: true, force: true });
});

/** All that a file says, compressed or in a store's own form. */
async function textsOf(path: string): Promise<string> {
  if (path.endsWith(".zst")) return zstdDecompressSync(readFileSync(path)).toString();
  if (!/\.(?:duckdb|parquet)$/.test(path)) return readFileSync(path).toString();
  const to = mkdtempSync(join(root, "out-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  if (path.endsWith(".parquet")) {
    await connection.run(`COPY (FROM '${path}') TO '${join(to, "rows.csv")}'`);
  } else {
    await connection.run(`ATTACH '${path}' AS stored (READ_ONLY); USE stored`);
    await connection.run(`EXPORT DATABASE '${to}' (FORMAT csv)`);
  }
  connection.closeSync();
  instance.closeSync();
  return filesIn(to)
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test("no contact of a base is in landing, warehouse, snapshots or what a command says", async () => {
  const { demo: _demo, ...real } = config;
  const nocodb = { url: twin.url, baseId: base.id, tables: DEMO_TABLES };
  const file = join(root, "contacts.config.ts");
  writeFileSync(file, `export default ${JSON.stringify({ ...real, sources: { nocodb } })};\n`);
  const data = join(root, "data");
  const args = ["--config", file, "--data", data, "--as-of", AS_OF];

  const said = [await vklad([...args, "run"]), await vklad([...args, "doctor"])];

  const found = new Map<string, readonly string[]>();
  for (const path of filesIn(data)) {
    const hits = (await textsOf(path)).match(PLANTED);
    if (hits !== null) found.set(path.slice(data.length), hits.slice(0, 3));
  }
  for (const { out, err } of said) expect(`${out}${err}`).not.toMatch(PLANTED);
  expect([...found]).toEqual([]);
  // A run that nothing stops writes no log; whatever stands in the folder was looked through.
  const { landing, warehouse, snapshots } = dataFolder(data);
  const looked = filesIn(data);
  for (const place of [landing, warehouse, snapshots])
    expect(looked.filter((path) => path.startsWith(place)).length).toBeGreaterThan(0);
  const landed = filesIn(landing).filter((path) => path.endsWith(".zst"));
  // It would be as clean if nothing had landed.
  expect((await Promise.all(landed.map(textsOf))).join("\n")).toMatch(/"Связь"|"Анкета"/);
});
