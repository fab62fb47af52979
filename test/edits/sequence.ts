import type { Random } from "../../demo/random.ts";
import type { Row } from "../../sources/testing/base.ts";
import { BasePart, creatorOf, type Cells, type TableName } from "./base-part.ts";
import { copied, newText, SIZES } from "./writing.ts";

const DAY_MS = 86_400_000;

/** What a run saw of the sequence's rows. */
export interface Seen {
  readonly at: number;
  readonly tables: Readonly<Record<TableName, readonly Row[]>>;
}

/**
 * Two trainees `a` and `b`, who may edit all there is; `p`, a trainee who looks after the first
 * cohort as well; the masters `m` and `x` of the first cohort and `n` of the second. `x` is one
 * until `endsAt`.
 */
export interface People {
  readonly a: string;
  readonly b: string;
  readonly p: string;
  readonly m: string;
  readonly n: string;
  readonly x: string;
}

/** One sequence of edits: what happened to its rows, and what each run saw of them. */
export class Sequence {
  readonly place: number;
  readonly people: People;
  /** No stranger touches anything, and only masters speak: what the others are compared with. */
  readonly isQuiet: boolean;
  readonly endsAt: number;
  /** As the ledger names them in roles. */
  readonly cohorts: readonly [first: string, second: string];
  readonly seen: Seen[] = [];
  /** Acts by kind, and how many were on rows of somebody else. */
  readonly counts = new Map<string, number>();
  readonly part: BasePart;
  readonly #random: Random;
  #texts = 0;

  constructor(place: number, random: Random, { from, endsAt }: { from: number; endsAt: number }) {
    this.place = place;
    this.isQuiet = place % 5 === 0;
    this.endsAt = endsAt;
    this.#random = random.fork("edits");
    this.part = new BasePart(place);
    const named = (letter: string) => `us${place}${letter}`;
    this.people = {
      a: named("a"),
      b: named("b"),
      p: named("p"),
      m: named("m"),
      n: named("n"),
      x: named("x"),
    };
    this.cohorts = this.#layOut(from - 20 * DAY_MS);
  }

  #layOut(at: number): readonly [string, string] {
    const { a, b, p, m } = this.people;
    const cohort = (Title: string) =>
      this.part.insert("cohorts", m, at, { Title, Guide: "g", Starts: "2026-07-01", Ends: null });
    const [first, second] = [cohort("Первый"), cohort("Второй")];
    const tasks = ["Граница", "Роли", "Цикл"].map((Title) =>
      this.part.insert("tasks", m, at, { Title, Section: "s", Complexity: 1, Stream: null }),
    );
    for (const trainee of [a, b, p]) {
      const cells = { Stream: first, Member: { id: trainee, display_name: trainee } };
      this.part.insert("enrolments", m, at, { ...cells, Joined: "2026-07-01" });
      for (const Task of tasks.slice(0, trainee === p ? 1 : 2))
        this.part.insert("answers", trainee, at, { Task, Stream: first });
    }
    this.part.insert("answers", a, at, { Task: tasks[2] ?? 0, Stream: second });
    return [String(first), String(second)];
  }

  /** What a run finds. Rows are replaced and never changed, so that this stays as it was. */
  see(at: number): void {
    const { tables } = this.part;
    const rows = (name: TableName) => [...tables[name].values()];
    this.seen.push({
      at,
      tables: {
        cohorts: rows("cohorts"),
        enrolments: rows("enrolments"),
        tasks: rows("tasks"),
        answers: rows("answers"),
        attempts: rows("attempts"),
      },
    });
  }

  /** One more edit at an instant. */
  edit(at: number): void {
    const { a, b, p, m } = this.people;
    const acts: readonly (readonly [weight: number, act: () => void])[] = [
      [4, () => this.#write(at, this.#random.pick([a, b, p]))],
      [2, () => this.#rewrite(at)],
      [3, () => this.#onAttempt(at, "mark", this.#verdict())],
      [1, () => this.#onAttempt(at, "number", { Attempt: this.#random.pick([null, 7, "второй"]) })],
      [2, () => this.#onAttempt(at, "move", { Answer: this.#anyId("answers") })],
      // Where who judged it could not have: it was judged before.
      [2, () => this.#onAttempt(at, "move", { Answer: this.#answerOf(p) })],
      [2, () => this.#onRow(at, "answers", "repoint", this.#pointers())],
      [1, () => this.#onRow(at, "tasks", "task", this.#taskCells())],
      [0.3, () => this.#onRow(at, "cohorts", "cohort", { Title: "Иной", Guide: null })],
      [1, () => this.#remove("attempts")],
      [0.6, () => this.#remove("answers")],
      [0.3, () => this.#remove("tasks")],
      [0.1, () => this.#remove("cohorts")],
      [2, () => this.#remake(at, this.#random.pick([a, b, p, m]))],
    ];
    const drawn = this.#random.weighted(acts.map(([weight]) => weight));
    if (this.isQuiet) this.#quiet(at);
    else acts[drawn]?.[1]();
  }

  #quiet(at: number): void {
    const { a, b, p } = this.people;
    if (this.#random.chance(0.7)) this.#write(at, this.#random.pick([a, b, p]));
    else this.#rewrite(at);
  }

  #count(kind: string, by: string, row: Row | undefined): void {
    const whose = row === undefined || creatorOf(row) === by ? "own" : "another's";
    const name = `${kind} (${whose})`;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  #actor(): string {
    const { a, b, p, m, n } = this.people;
    return this.#random.pick([a, a, b, b, p, m, n]);
  }

  #anyRow(name: TableName): Row | undefined {
    const rows = [...this.part.tables[name].values()];
    return rows.length === 0 ? undefined : this.#random.pick(rows);
  }

  /** One that is there, or nothing's. */
  #anyId(name: TableName): number {
    return this.#random.chance(0.2) ? 999_999 : Number(this.#anyRow(name)?.["Id"] ?? 999_999);
  }

  #answerOf(trainee: string): number {
    const own = [...this.part.tables.answers.values()].find((row) => creatorOf(row) === trainee);
    return Number(own?.["Id"] ?? 999_999);
  }

  #text(): string {
    const others = this.seen.flatMap(({ tables }) => tables.attempts.map((row) => row["Text"]));
    const texts = others.filter((text) => typeof text === "string" && text !== "");
    if (!this.isQuiet && texts.length > 0 && this.#random.chance(0.3))
      return copied(this.#random, String(this.#random.pick(texts)));
    this.#texts += 1;
    return newText(String(this.place), this.#texts, this.#random.pick(SIZES));
  }

  #verdict(): Cells {
    return {
      Verdict: this.#random.pick(["accepted", "accepted", "returned", "отлично", null]),
      Grade: this.#random.pick([null, 1, 5, 5, 9]),
      Comment: this.#random.pick([null, "Да.", "Нет."]),
    };
  }

  #pointers(): Cells {
    return this.#random.chance(0.5)
      ? { Task: this.#anyId("tasks") }
      : { Stream: this.#anyId("cohorts") };
  }

  #taskCells(): Cells {
    return this.#random.pick([{ Complexity: 2 }, { Section: "иной" }, { Title: null }]);
  }

  #write(at: number, by: string): void {
    const own = [...this.part.tables.answers.values()].filter((row) => creatorOf(row) === by);
    const [task, cohort] = [this.#anyId("tasks"), this.#anyId("cohorts")];
    const Answer =
      own.length > 0
        ? Number(this.#random.pick(own)["Id"])
        : this.part.insert("answers", by, at, { Task: task, Stream: cohort });
    const marked = !this.isQuiet && this.#random.chance(0.15);
    const cells = { Verdict: null, Grade: null, Comment: null, ...(marked ? this.#verdict() : {}) };
    const Attempt = this.part.tables.attempts.size + 1;
    this.part.insert("attempts", by, at, { Answer, Attempt, Text: this.#text(), ...cells });
    this.#count("write", by, undefined);
  }

  #rewrite(at: number): void {
    const row = this.#anyRow("attempts");
    if (row === undefined) return;
    const by = this.isQuiet ? creatorOf(row) : this.#actor();
    const before = this.seen
      .flatMap(({ tables }) => tables.attempts)
      .filter(({ Id }) => Id === row["Id"])
      .map(({ Text }) => Text ?? null);
    const drawn = this.#random.next();
    const Text =
      this.isQuiet || drawn < 0.6 || before.length === 0
        ? this.#text()
        : drawn < 0.8
          ? this.#random.pick(before)
          : this.#random.pick(["", null]);
    this.part.update("attempts", Number(row["Id"]), { by, at, cells: { Text } });
    this.#count("rewrite", by, row);
  }

  #onAttempt(at: number, kind: string, cells: Cells): void {
    this.#onRow(at, "attempts", kind, cells);
  }

  #onRow(at: number, name: TableName, kind: string, cells: Cells): void {
    const row = this.#anyRow(name);
    if (row === undefined) return;
    const by = this.#actor();
    this.part.update(name, Number(row["Id"]), { by, at, cells });
    this.#count(kind, by, row);
  }

  #remove(name: TableName): void {
    const row = this.#anyRow(name);
    if (row === undefined) return;
    this.part.remove(name, Number(row["Id"]));
    this.#count(`remove ${name}`, this.#actor(), row);
  }

  /** The newest row goes, and the next one, maybe somebody else's, gets its id and its cells. */
  #remake(at: number, by: string): void {
    const name = this.#random.pick(["attempts", "attempts", "answers"] as const);
    const rows = [...this.part.tables[name].values()].toSorted(
      (r, s) => Number(s["Id"]) - Number(r["Id"]),
    );
    const [last] = rows;
    if (last === undefined) return;
    this.part.remove(name, Number(last["Id"]));
    const {
      Id: _id,
      CreatedAt: _at,
      UpdatedAt: _updated,
      CreatedBy: _by,
      LastModifiedBy: _last,
      ...cells
    } = last;
    const text = name === "attempts" && this.#random.chance(0.6) ? { Text: this.#text() } : {};
    this.part.insert(name, by, at, { ...cells, ...text });
    this.#count(`remake ${name}`, by, last);
  }
}
