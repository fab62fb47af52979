import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBResult,
  type JS,
  JSDuckDBValueConverter,
} from "@duckdb/node-api";

/** A question of a role's file: a query with its values, and the macros that it is written with. */
export interface Question {
  /** The `.duckdb` file of one principal, in one role. */
  readonly file: string;
  readonly sql: string;
  /** Of `$1`, `$2` and so on: text, whatever it looks like. */
  readonly values: readonly string[];
  /** Definitions by name, those first that others use. */
  readonly macros: Readonly<Record<string, string>>;
  /** Macros of one set of words are told from those of another by this. */
  readonly language: string;
  /** The instant that the snapshot speaks of, since 1970. */
  readonly asOf_ms: number;
  readonly tokenDecimals: number;
}

/**
 * An answer by columns: instants and days as milliseconds since 1970, numbers as doubles, whatever
 * they were.
 */
export interface AnswerTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly values: readonly (readonly Cell[])[];
}

type Cell = string | number | boolean | null;

/** A page's answer is read by a person; what is larger than this would be read by nobody. */
const VALUES_MAX = 2_000_000;

export class AnswerTooLargeError extends Error {
  override readonly name = "AnswerTooLargeError";
}

/** As a page's queries expect it, and then shut: no other file, no network, no change of this. */
const SETTINGS = [
  "set timezone = 'UTC'",
  "set ieee_floating_point_ops = false",
  "set old_implicit_casting = true",
  "set autoinstall_known_extensions = false",
  "set autoload_known_extensions = false",
  "set enable_external_access = false",
  "set lock_configuration = true",
];

/** Answers questions one after another, and keeps the last one's file open for the next. */
export function openAnswering({ memoryMb }: { readonly memoryMb: number }) {
  let open: OpenFile | null = null;
  const close = () => {
    open?.close();
    open = null;
  };
  return {
    async answer(question: Question): Promise<AnswerTable> {
      if (open?.file !== question.file) {
        close();
        open = await openFile(question.file, memoryMb);
      }
      return await open.answer(question);
    },
    [Symbol.dispose]: close,
  };
}

type OpenFile = Awaited<ReturnType<typeof openFile>>;

async function openFile(file: string, memoryMb: number) {
  const instance = await DuckDBInstance.create(file, {
    access_mode: "READ_ONLY",
    threads: "1",
    memory_limit: `${memoryMb}MB`,
    // What does not fit into memory is refused, and not written to a disk.
    temp_directory: "",
  });
  const byLanguage = new Map<string, Promise<Speaking>>();
  const settled = await instance.connect();
  for (const setting of SETTINGS) await settled.run(setting);
  settled.closeSync();
  const speaking = (language: string) => {
    const found = byLanguage.get(language) ?? speak(instance);
    byLanguage.set(language, found);
    return found;
  };
  return {
    file,
    async answer(question: Question): Promise<AnswerTable> {
      const { connection, made } = await speaking(question.language);
      await connection.run(variables(question));
      for (const [name, definition] of Object.entries(question.macros)) {
        if (made.has(name)) continue;
        await connection.run(`create temp macro ${definition}`);
        made.add(name);
      }
      const statement = await connection.prepare(question.sql);
      try {
        question.values.forEach((value, index) => {
          statement.bindVarchar(index + 1, value);
        });
        return await tableOf(await statement.stream());
      } finally {
        statement.destroySync();
      }
    },
    close() {
      for (const each of byLanguage.values())
        void each.then(({ connection }) => connection.closeSync());
      instance.closeSync();
    },
  };
}

interface Speaking {
  readonly connection: DuckDBConnection;
  /** Names of the macros that it has. */
  readonly made: Set<string>;
}

async function speak(instance: DuckDBInstance): Promise<Speaking> {
  return { connection: await instance.connect(), made: new Set() };
}

/** Sets what macros of pages read. */
export function variables({
  asOf_ms,
  tokenDecimals,
}: Pick<Question, "asOf_ms" | "tokenDecimals">): string {
  return [
    `set variable as_of_ms = ${asOf_ms}::bigint`,
    `set variable token_decimals = ${tokenDecimals}::integer`,
    `set variable token_unit = ${10n ** BigInt(tokenDecimals)}::hugeint`,
  ].join(";");
}

async function tableOf(result: DuckDBResult): Promise<AnswerTable> {
  const columns = result
    .deduplicatedColumnNames()
    .map((name, index) => ({ name, type: `${result.columnType(index)}` }));
  const values: Cell[][] = columns.map(() => []);
  let count = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null; chunk = await result.fetchChunk()) {
    if (chunk.rowCount === 0) break;
    count += chunk.rowCount * columns.length;
    if (count > VALUES_MAX)
      throw new AnswerTooLargeError(`An answer has more than ${VALUES_MAX} values.`);
    for (const [index, column] of values.entries())
      for (const value of chunk.convertColumnValues(index, JSDuckDBValueConverter))
        column.push(cell(value));
  }
  return { columns, values };
}

function cell(value: JS | null): Cell {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (value instanceof Date) return value.getTime();
  if (typeof value === "bigint") return Number(value);
  // JSON has no infinity; a chart draws none either.
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  throw new TypeError("A page's query has a column of values that a page cannot show; cast it.");
}
