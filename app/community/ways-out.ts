import type { WayOut } from "../../warehouse/ledger/index.ts";
import type { Locale } from "./words.ts";

type Sentences = Readonly<Record<WayOut, string>>;

const ru: Sentences = {
  inputs_broken:
    "Погашен самой программой: файлы landing уже не те, из которых он сделан, и подписи не в счёт. Оператор восстанавливает названное из резервной копии; новая редакция предложится сама, и комитет её подписывает.",
  sign: "Ждёт подписей. Члены комитета, кроме предложившего, подписывают на странице плана до его срока.",
  sign_conflict:
    "Нужна ещё одна подпись, потому что среди подписавших есть те, чьи собственные строки больше допустимой доли выплаты. Подписывает любой другой член комитета, кроме предложившего.",
  objection:
    "Одобрен, ждёт возражений. Когда их срок выйдет, выплата начнётся сама; до того член комитета или оператор может задержать (--hold) или погасить (--void).",
  committee_changed:
    "Состав комитета или порог изменились, этот план уже не подписать. Следующая редакция предложится сама; сразу её предложит оператор командой --revise или член комитета.",
  pay: "Одобрен. Платит сам процесс serve или worker очереди chain; если не платит, оператор смотрит, что он говорит. Задержать может член комитета или оператор (--hold).",
  pay_on:
    "Выплачивается. Делать ничего не нужно; задержать (--hold) или погасить остаток (--void) может член комитета или оператор.",
  batch_failed:
    "Сеть отвергла перевод; остальные платятся. Если не пройдёт и следующая попытка, член комитета или оператор гасит остаток (--void): неоплаченное предложится заново.",
  close:
    "Всё выплачено, остаётся сверка. Её делает следующий запуск; оператор смотрит, работает ли он.",
  alarm:
    "Из казны ушли токены без плана. Оператор выясняет, сделал ли это владелец казны или кто-то с ключом выплат; если перевод известен, его признаёт член комитета или оператор (--acknowledge), и план закроется.",
  held: "Задержан: ничего не подписывается. Член комитета или оператор продолжает (--resume) или гасит (--void).",
  voiding:
    "Погашается в сети. Это делает процесс, который платит; оператор следит, чтобы он работал. Потом новая редакция предложится сама.",
  voided:
    "Погашен. Новая редакция предложится сама; сразу её предложит оператор командой --revise.",
  revising:
    "Что могло, выплачено, остальное погашено. Новая редакция с остатком предложится сама; комитет её подписывает. Сразу её предложит оператор командой --revise.",
  line_said:
    "О строке сказано слово: её задерживают, снимают или возвращают, и этот план уже не подписать. Новая редакция, где это видно, предложится сама; комитет её подписывает. Сразу её предложит оператор командой --revise.",
  approvals_lost:
    "Подписей больше не хватает: изменился комитет или отозван ключ. Член комитета или оператор гасит остаток (--void): неоплаченное предложится заново.",
  expired:
    "Срок подписи прошёл. Новая редакция предложится сама; сразу её предложит оператор командой --revise.",
  expired_approved:
    "Одобрен, но к сроку не начат. Член комитета или оператор гасит его (--void): месяц предложится заново.",
  superseded: "Заменён новой редакцией. Комитет читает и подписывает её.",
  settled: "Выплачен и сверен. Делать ничего не нужно.",
  settled_foreign:
    "Выплачен и сверен. Между переводами казну пополнил или вернул токены кто-то другой: член комитета или оператор признаёт эти переводы (--acknowledge). Ничего это не держит.",
  settled_allowance:
    "Выплачен и сверен, а платить из казны ключу выплат ещё разрешено. Оператор готовит отзыв (vklad treasury revoke --write FILE), владельцы казны подписывают (vklad treasury sign), оператор отправляет (vklad treasury send).",
  ended_allowance:
    "Погашен, а платить из казны ключу выплат ещё разрешено. Оператор готовит отзыв (vklad treasury revoke --write FILE), владельцы казны подписывают (vklad treasury sign), оператор отправляет (vklad treasury send). Новая редакция предложится сама; сразу её предложит оператор командой --revise.",
};

const en: Sentences = {
  inputs_broken:
    "Voided by the program: files of landing are not those it was made from, and no signature counts. The operator restores what is named from a backup; a revision is then proposed by itself, and the committee signs it.",
  sign: "Waits for signatures. Committee members other than the proposer sign on the plan's page before it expires.",
  sign_conflict:
    "One more signature is needed, because among those who signed are members whose own lines are above the allowed part of what is paid. Any other member but the proposer signs.",
  objection:
    "Approved, and waiting for objections. Once their time is over it is paid by itself; until then a committee member or the operator may hold it (--hold) or void it (--void).",
  committee_changed:
    "The committee or its threshold changed, so that this plan cannot be signed any more. The next revision is proposed by itself; the operator (--revise) or a committee member has it proposed at once.",
  pay: "Approved. `serve` or the worker of queue chain pays it by itself; if it does not, the operator looks at what it says. A committee member or the operator may hold it (--hold).",
  pay_on:
    "Is being paid. There is nothing to do; a committee member or the operator may hold it (--hold) or void what is left (--void).",
  batch_failed:
    "The chain refused a batch; the others are paid. If the next try fails too, a committee member or the operator voids what is left (--void): it is then proposed anew.",
  close:
    "All is paid and the sums are to be compared. The next run does that; the operator sees that there is one.",
  alarm:
    "Tokens left the treasury without a plan. The operator finds out whether its owner moved them or somebody with the settler's key; a transfer that is known is acknowledged by a committee member or the operator (--acknowledge), and the plan is closed.",
  held: "Held: nothing is signed. A committee member or the operator resumes it (--resume) or voids it (--void).",
  voiding:
    "Is being voided on the chain. The process that pays does that; the operator sees that it runs. The next revision is then proposed by itself.",
  voided:
    "Voided. The next revision is proposed by itself; the operator has it proposed at once by --revise.",
  revising:
    "What could be paid is paid and the rest is voided. A revision with the rest is proposed by itself, and the committee signs it. The operator has it proposed at once by --revise.",
  line_said:
    "A line was held, dropped or released, so that this plan cannot be signed any more. A revision that shows it is proposed by itself, and the committee signs it. The operator has it proposed at once by --revise.",
  approvals_lost:
    "Too few signatures count by now: the committee changed, or a key was revoked. A committee member or the operator voids what is left (--void): it is then proposed anew.",
  expired:
    "The time to sign is over. The next revision is proposed by itself; the operator has it proposed at once by --revise.",
  expired_approved:
    "Approved, and not begun in time. A committee member or the operator voids it (--void): the month is then proposed anew.",
  superseded: "A newer revision took its place. The committee reads and signs that one.",
  settled: "Paid and compared. There is nothing to do.",
  settled_foreign:
    "Paid and compared. Meanwhile somebody else filled the treasury up or sent tokens back: a committee member or the operator acknowledges these transfers (--acknowledge). Nothing waits for it.",
  settled_allowance:
    "Paid and compared, and the settler may still spend from the treasury. The operator writes a revocation (vklad treasury revoke --write FILE), the treasury's owners sign it (vklad treasury sign), and the operator sends it (vklad treasury send).",
  ended_allowance:
    "Voided, and the settler may still spend from the treasury. The operator writes a revocation (vklad treasury revoke --write FILE), the treasury's owners sign it (vklad treasury sign), and the operator sends it (vklad treasury send). The next revision is proposed by itself; the operator has it proposed at once by --revise.",
};

/** How a plan stands, what is to be done and who can, in a sentence. */
export const waysOut: Readonly<Record<Locale, Sentences>> = { ru, en };
