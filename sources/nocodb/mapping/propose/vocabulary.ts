/** What tables and columns are called, in Russian and in English: beginnings of words. */
import { plain } from "../grades.ts";
import type { Role } from "../roles.ts";
import type { VerdictWords } from "../verdicts.ts";

const TABLES: Readonly<Record<Role, readonly string[]>> = {
  cohorts: ["поток", "когорт", "групп", "набор", "stream", "cohort", "group", "batch"],
  enrolments: ["запис", "зачисл", "участ", "учени", "слушател", "enrol", "participant", "student"],
  tasks: ["задани", "задач", "упражн", "task", "exercise", "assignment"],
  answers: ["ответ", "работ", "answer", "submission"],
  attempts: ["попыт", "сдач", "attempt"],
  reviews: ["рецензи", "проверк", "отзыв", "review"],
};

const VERDICT_COLUMNS = ["verdict", "status", "result", "accept", "decision"];

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  title: ["назв", "имя", "тема", "title", "name"],
  guide: ["руковод", "гайд", "курс", "guide", "course"],
  starts: ["начал", "старт", "start", "begin", "from"],
  ends: ["конец", "оконч", "заверш", "end", "finish", "until"],
  cohort: TABLES.cohorts,
  member: ["участ", "учени", "слушател", "стажер", "member", "student", "participant"],
  joined: ["запис", "вступ", "зачисл", "дата", "join", "enrol", "since", "date"],
  section: ["раздел", "глав", "section", "chapter"],
  complexity: ["сложн", "вес", "трудн", "complex", "weight", "difficult"],
  task: TABLES.tasks,
  answer: TABLES.answers,
  attempt: TABLES.attempts,
  author: ["автор", "почт", "mail", "author"],
  number: ["номер", "попыт", "№", "number", "attempt"],
  text: ["текст", "ответ", "решен", "text", "answer", "body", "essay"],
  verdict: ["вердикт", "решен", "статус", "провер", "принят", "зачт", "зачет", ...VERDICT_COLUMNS],
  grade: ["оцен", "балл", "grade", "score", "mark", "rating"],
  comment: ["коммент", "замеч", "отзыв", "comment", "remark", "feedback"],
};

/** True where a word of the title begins so. */
function begins(title: string, stems: readonly string[]): boolean {
  const words = plain(title).split(/[\s_./:–-]+/);
  return words.some((word) => stems.some((stem) => word.startsWith(stem)));
}

export function isTableOf(role: Role, title: string): boolean {
  return begins(title, TABLES[role]);
}

export function isColumnFor(field: string, title: string): boolean {
  return begins(title, COLUMNS[field] ?? []);
}

/** In this order: “not accepted” holds “accepted”. */
const VERDICTS = [
  ["returned", /доработ|верн|возвра|отклон|не прин|не зач|передел|return|reject|rework|revis|fail/],
  ["accepted", /прин|зач|сдан|одобр|готов|выполн|accept|approv|pass|done|^true$/],
  ["none", /жд|ожид|провер|нов|чернов|начат|wait|pend|new|draft|review|progress|todo|open/],
] as const;

/** What the words of a column mean; words that say nothing to us are left out. */
export function verdictWordsOf(words: readonly string[]): VerdictWords {
  const read = words.flatMap((word) => {
    const found = VERDICTS.find(([, pattern]) => pattern.test(plain(word)));
    return found === undefined ? [] : [[word, found[0]] as const];
  });
  return Object.fromEntries(read);
}
