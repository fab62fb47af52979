import type { AuditFinding } from "../../activities/settlement/audit/check-audit.ts";
import type { Locale } from "../community/words.ts";

interface AuditWords {
  readonly checks: Readonly<Record<AuditFinding["check"], string>>;
  readonly open: Readonly<Partial<Record<AuditFinding["check"], string>>>;
  readonly written: string;
  readonly well: string;
  readonly wrong: string;
}

/** What `vklad audit` says around what it found. */
export const auditWords: Readonly<Record<Locale, AuditWords>> = {
  ru: {
    checks: {
      digest: "дайджест плана вычислен заново",
      approvals: "ключей подписало план, из нужных",
      payments: "переводов платят ровно строки плана, каждый подписан плательщиком",
      sums: "выплачено + хранится + перенесено = бюджет, базовых единиц",
      withheld: "строк комитет задержал и снял: ни одна не выплачена",
      table: "таблица рядом",
      chain: "переводов найдено в сети такими же",
    },
    open: {
      table: "таблицы рядом нет",
      chain: "не сверено с сетью: назовите её узел через --rpc",
    },
    written: "Записано",
    well: "Всё сходится.",
    wrong: "Не сходится.",
  },
  en: {
    checks: {
      digest: "the plan's digest, computed anew",
      approvals: "keys signed the plan, of those needed",
      payments: "payments pay the plan's lines and no other, each signed by the settler",
      sums: "paid + escrowed + carried = budget, base units",
      withheld: "lines the committee held and dropped: none is paid",
      table: "the table beside it",
      chain: "payments are on the chain as they are here",
    },
    open: {
      table: "there is no table beside it",
      chain: "not held against the chain: name a node of it with --rpc",
    },
    written: "Written",
    well: "Everything agrees.",
    wrong: "It does not agree.",
  },
};
