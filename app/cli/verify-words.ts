import type { Locale } from "../community/words.ts";
import type { Step } from "../verify/scratch.ts";
import type { Note, Verified } from "../verify/verify-plan.ts";

interface VerifyWords {
  readonly steps: Readonly<Record<Step, string>>;
  readonly outcomes: Readonly<Record<Verified["outcome"], string>>;
  readonly notes: Readonly<Record<Note, string>>;
  readonly firstRow: string;
  readonly input: string;
  readonly expected: string;
  readonly found: string;
  readonly nothing: string;
  readonly damage: string;
  /** What of it is known without its inputs, and what is not. */
  readonly notFrozen: (version: string) => string;
  readonly wayOut: string;
  readonly sum: (same: number, all: number) => string;
  readonly noPlans: string;
}

/** What `vklad verify` says around what it found. */
export const verifyWords: Readonly<Record<Locale, VerifyWords>> = {
  ru: {
    steps: { files: "проверка файлов landing", load: "загрузка", build: "построение" },
    outcomes: {
      same: "то же самое",
      differs: "РАСХОДИТСЯ",
      broken: "ВХОДНЫЕ ДАННЫЕ ПОВРЕЖДЕНЫ",
      unknown: "нельзя построить заново",
    },
    notes: {
      other_models: "модели этой программы другие, чем при предложении: сверьте той же версией",
      stale_models: "план предложен, когда модели были старше загруженного",
    },
    firstRow: "первая строка с отличием",
    input: "входная таблица",
    expected: "в плане",
    found: "сейчас",
    nothing: "такой строки нет",
    damage: "повреждено",
    notFrozen: (version) =>
      `план предложен версией ${version}, которая не записывала, какие файлы landing были загружены, ` +
      "какие счета токена существовали и какие были бюджеты. Хеш плана и подписи проверяет vklad audit",
    wayOut: "Восстановите названное из резервной копии и проверьте снова.",
    sum: (same, all) => `То же самое: ${same} из ${all}.`,
    noPlans: "Ещё ничего не предложено.",
  },
  en: {
    steps: { files: "checking files of landing", load: "loading", build: "building" },
    outcomes: {
      same: "same",
      differs: "DIFFERS",
      broken: "INPUTS ARE DAMAGED",
      unknown: "cannot be made again",
    },
    notes: {
      other_models:
        "this program's models are not those it was proposed by: verify by that version",
      stale_models: "it was proposed while models were older than what was loaded",
    },
    firstRow: "first differing row",
    input: "input table",
    expected: "in the plan",
    found: "now",
    nothing: "no such row",
    damage: "damaged",
    notFrozen: (version) =>
      `version ${version} proposed it, which did not write down what of landing was loaded, which ` +
      "token accounts existed and what the budgets were. vklad audit checks its digest and signatures",
    wayOut: "Restore what is named from a backup, and verify again.",
    sum: (same, all) => `Same: ${same} of ${all}.`,
    noPlans: "Nothing was proposed yet.",
  },
};
