import { said } from "./language.js";
import { ENGLISH } from "./words/english-labels.js";

/** Codes of the marts in the words of the pages. The only place where a code gets a Russian name. */
export const LABELS = {
  class: {
    learn: "Учёба",
    publish: "Публикации",
    interact: "Обсуждения",
    help: "Помощь",
    manage: "Организация",
  },
  done: {
    post: "Сообщение на форуме",
    attempt: "Ответ на задание",
    annotation: "Заметка к руководству",
    chat_answer: "Ответ на вопрос в чате",
  },
  evidence: {
    thanked: "спросивший ответил, что помогло",
    answered: "ответов других участников:",
  },
  idea_place: {
    forum: "форум",
    telegram: "Telegram",
    discord: "Discord",
    margin: "поля руководства",
  },
  domain: { personal: "Личное", community: "Сообщество", world: "Мир" },
  carry: {
    nothing_serves: "этому бюджету ничто не служит: ни одна категория форума к нему не отнесена",
    nobody_contributed: "в этом месяце такого вклада никто не сделал",
    nothing_earned: "вклады есть, но очков они пока не принесли: их ещё не приняли",
  },
  member: {
    new: "новый",
    active: "активен",
    slowing: "замедляется",
    silent: "молчит",
    unknown: "не видно",
  },
  attention: {
    silent: "давно молчит",
    never_started: "не начал учиться",
    returned_not_resubmitted: "не исправил возвращённое",
    waiting_long: "долго ждёт проверки",
    falling_behind: "отстаёт от потока",
  },
  progress: {
    accepted: "принято",
    submitted: "ждёт проверки",
    returned: "возвращено",
    not_started: "не начато",
  },
  contribution: {
    published: "опубликовано",
    waiting: "ждёт проверки",
    accepted: "принято",
    returned: "возвращено",
  },
  flow: { submitted: "сдано", accepted: "принято", returned: "возвращено" },
  feedback: { own: "мои вердикты", cohort: "весь поток" },
  verdict: { accepted: "принято", returned: "возвращено" },
  doubt: {
    by_author: "вердикт поставил сам автор",
    not_a_master: "вердикт поставил не мастер потока",
    changed_since: "после вердикта строку правил кто-то другой",
    text_changed: "текст изменился после вердикта",
    unclear: "неясно, кто поставил вердикт",
  },
  plan: {
    open: "ждёт подписей",
    objection: "подписан, ждёт возражений",
    approved: "подписан",
    settling: "выплачивается",
    settled: "выплачен",
    held: "задержан",
    voiding: "погашается",
    revising: "будет заменён",
    superseded: "заменён",
    expired: "срок вышел",
    voided: "отменён",
  },
  withheld: {
    held: "задержана",
    dropped: "снята: сумма уходит в остаток",
    released: "возвращена: выплатит следующий план",
    taken_back: "срок хранения вышел, вернулась в остаток",
  },
  key: { waiting: "ждёт подтверждения", confirmed: "действует", revoked: "отозван" },
  role: { deanery: "деканат", master: "мастер", committee: "комитет", trainee: "стажёр" },
  batch: {
    planned: "в очереди",
    signed: "отправлена",
    paid: "выплачена",
    voided: "отменена",
    failed: "не прошла",
  },
  line: {
    kept: "отложено за",
    escrowed: "хранится",
    untitled: "без названия",
    by_operator: "оператор с машины",
  },
  payment: {
    open: "ждёт подписей",
    objection: "подписано, ждёт возражений",
    approved: "подписано, платится",
    settling: "платится",
    settled: "выплачено",
    paid: "выплачено",
    escrowed: "хранится до кошелька",
    held: "задержано комитетом",
    released: "возвращено, выплатит следующий план",
    taken_back: "срок хранения вышел, вернулось в остаток",
    superseded: "план заменён",
    expired: "срок плана вышел",
    voided: "отменено",
  },
  quarantine: {
    task_uncatalogued: "задания нет в каталоге: сложность 1, без раздела",
    task_ambiguous:
      "задание названо в нескольких местах по-разному или подходит к нескольким строкам",
    catalogued_by_no_curator: "слово о задании сказал не куратор",
    catalogued_section_unknown: "каталог называет раздел, которого нет",
    verdict_unclear: "вердикт неясен: вместе с ним менялось и другое",
    verdict_text_not_seen: "вердикт о тексте, которого в строке не было",
    verdict_text_changed: "после вердикта в тетради изменился текст",
    verdict_changed_since: "после вердикта в тетради строку менял кто-то ещё",
    verdict_by_author: "вердикт поставил автор ответа",
    verdict_not_a_master: "вердикт поставил не мастер",
    link_joins_two_forum_accounts: "связь объединяет две учётные записи форума",
  },
  layer: {
    raw: "Записи источников",
    load: "Загрузка",
    staging: "Чтение полей",
    core: "Смысл",
    scores: "Очки",
    marts: "Для людей",
  },
  system: {
    discourse: "Форум",
    nocodb: "Рабочие тетради",
    guides: "Руководства",
    posthog: "Посещения сайтов",
    hypothesis: "Заметки на полях",
    telegram: "Telegram",
    discord: "Discord",
    ledger: "Журнал решений",
    mint: "Токен",
  },
  stream: {
    discourse_posts: "Форум: сообщения",
    discourse_topics: "Форум: темы",
    discourse_users: "Форум: участники",
    discourse_likes: "Форум: отметки «нравится»",
    discourse_categories: "Форум: разделы",
    nocodb_tables: "Рабочие тетради: таблицы",
    nocodb_records: "Рабочие тетради: записи",
    guides_sections: "Руководства: разделы",
    discord_channels: "Discord: каналы",
    discord_members: "Discord: участники",
    discord_messages: "Discord: сообщения",
    discord_reactions: "Discord: реакции",
    posthog_distinct_ids: "Посещения сайтов: чей номер",
    posthog_events: "Посещения сайтов: события",
    posthog_persons: "Посещения сайтов: люди",
    telegram_chats: "Telegram: чаты",
    telegram_messages: "Telegram: сообщения и реакции",
    hypothesis_annotations: "Заметки на полях (Hypothes.is)",
    ledger_events: "Журнал решений: события",
    mint_snapshots: "Токен: снимки",
    source_counts: "Пересчёт источников",
  },
  alarm: {
    low: "приходит мало",
    high: "приходит слишком много",
    bot_left: "бота нет в чате",
    missing: "у источника записей больше",
  },
  told: {
    section_opened: "открыли",
    section_read: "дочитали",
    task_begun: "начали задание",
  },
  link: {
    proof: "доказано",
    verified_email: "один подтверждённый адрес почты",
    manual: "слово двух людей",
  },
  likeness: {
    same_address: "один адрес почты, не везде подтверждённый",
    same_name: "одно имя",
    same_name_in_other_letters: "одно имя другими буквами",
    same_name_by_diminutive: "одно имя, полное и краткое",
    name_and_initial: "имя и первая буква",
    same_surname: "одна фамилия",
    same_given_name: "одно личное имя",
    same_given_name_in_other_letters: "одно личное имя другими буквами",
    same_given_name_by_diminutive: "личное имя, полное и краткое",
    same_handle: "один псевдоним",
    handle_is_name: "псевдоним из имени",
    near_handle: "похожие псевдонимы",
    same_cohort: "один поток",
  },
  access: { free: "для всех", members: "для участников" },
  translation: { current: "успевает", behind: "отстаёт", missing: "нет перевода" },
  workbook_role: {
    cohorts: "потоки",
    enrolments: "записи в потоки",
    tasks: "задания",
    answers: "ответы",
    attempts: "попытки",
    reviews: "отзывы мастеров",
  },
  workbook_field: {
    title: "название",
    guide: "руководство",
    starts: "начало",
    ends: "конец",
    cohort: "поток",
    cohort_id: "поток",
    member: "участник",
    joined: "когда записан",
    section: "раздел",
    complexity: "сложность",
    task: "задание",
    author: "автор (для формы без входа)",
    answer: "ответ",
    attempt: "попытка",
    number: "номер попытки",
    text: "текст",
    verdict: "решение мастера",
    grade: "оценка",
    comment: "замечание",
    created_by: "кем создано",
    created_at: "когда создано",
  },
};

const LANGUAGES = { ru: LABELS, en: ENGLISH };

/** All of them in the page's language, by kind and code. */
export const labels = () => said(LANGUAGES);

/** A code without a word is shown as it is: a test walks the codes, so that none reaches people. */
export function label(kind, code) {
  return labels()[kind]?.[code] ?? code;
}

/** Why a model is built by the next run: `missing`, `code`, `upstream:…`, or null. */
export function reasonToBuild(reason) {
  if (reason === null) return "не изменится";
  if (reason === "missing") return "построит: её ещё нет";
  if (reason === "code") return "построит: изменилась модель";
  const input = reason.replace(/^upstream:/, "");
  if (input === "ref_run" || input === "context") return "построит: начался новый день";
  return `построит: изменилась ${input}`;
}
