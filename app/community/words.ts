const ru = {
  productName: "Вклад",
  demoSignInTitle: "Кем вы посмотрите?",
  demoSignInText:
    "Это демо-сообщество: все люди и тексты вымышлены. Выбор предлагается только здесь, на этом компьютере.",
  signInTitle: "Вход",
  signInText: "Войдите через клуб: там уже знают, кто вы.",
  signInButton: "Войти через клуб",
  signInAgain: "Войти",
  signedOutTitle: "Вы вышли",
  signInFailedTitle: "Войти не получилось",
  signInFailedText: "Клуб не подтвердил вход, или прошло больше десяти минут. Попробуйте ещё раз.",
  unknownPersonText:
    "Действующего аккаунта с вашим именем входа в прочитанных данных нет. Если вы недавно в клубе, " +
    "войдите после следующего чтения источников; если нет, спросите деканат.",
  unknownHost: "У этого сервера нет имени",
  unknownHostText:
    "Откройте адрес, который он назвал при запуске. Если так его зовёт прокси, впишите имя в " +
    "gateway.proxyHosts настроек; если этот адрес открывают люди — в gateway.publicUrl.",
  noPagesTitle: "Для вас пока нет страниц",
  noPagesText: "У вас ещё нет роли в этом сообществе. Спросите деканат.",
  progressTitle: "Вклад готовится",
  progressText: "Данные читаются и считаются, страница откроется сама.",
  step_demo: "Демо-сообщество",
  step_ingest: "Чтение источников",
  step_load: "Загрузка",
  step_build: "Модели",
  step_publish: "Выпуск данных",
  step_distribute: "Распределения",
  step_shell: "Страницы",
  ready: "Готово. Откройте",
  stopped: "Остановлено.",
  closedToOthers:
    "Папка данных закрыта для других пользователей этой машины; открытых записей было",
  took: "за",
  records: "записей",
  models: "моделей",
  failedSource: "показаны прежние данные",
  failedTry: "попытка не удалась",
  waitsForAnswer: "ждём ответа",
  unreadSource: "ничего не удалось прочитать",
  recordsCleaned: "записей очищено",
  filesRewritten: "файлов переписано",
  nothingToClean: "Чистить нечего: контактов в принятых данных нет.",
  waiting: "ждёт подписей",
  settled: "выплачено",
  stopHint: "Ctrl-C останавливает всё.",
  nothingStale: "Всё построено, делать нечего.",
  filesToLoad: "файлов к загрузке",
  catalogueLeft: "Заданий нет в каталоге",
  catalogueHint:
    "Исправьте раздел и сложность и подтвердите: vklad catalogue --confirm ФАЙЛ --by УЧЁТНАЯ-ЗАПИСЬ",
  catalogueWritten: "Записано заданий",
  catalogueUnchanged: "без перемен",
  catalogueFrom: "в силе с",
  noDistributions: "Ни одного распределения ещё не предложено.",
  nothingToDistribute: "Распределять нечего: все законченные месяцы с очками выплачены.",
  periodProposed: "план на подпись комитету",
  periodEmpty: "очков нет, плана нет",
  periodsLeft: "После него ждут своей очереди месяцы с очками",
};

type Words = { readonly [K in keyof typeof ru]: string };

const en: Words = {
  productName: "Vklad",
  demoSignInTitle: "Who do you want to be?",
  demoSignInText:
    "This is a demo community: all people and texts are made up. The choice is offered only here, on this computer.",
  signInTitle: "Sign in",
  signInText: "Sign in through the club: it already knows who you are.",
  signInButton: "Sign in through the club",
  signInAgain: "Sign in",
  signedOutTitle: "You have signed out",
  signInFailedTitle: "Could not sign in",
  signInFailedText: "The club did not confirm it, or ten minutes have passed. Please try again.",
  unknownPersonText:
    "The data that was read has no open account of yours. If you are new in the club, sign in after " +
    "the sources have been read again; if not, ask the deanery.",
  unknownHost: "This server has no name",
  unknownHostText:
    "Open the address that it named as it started. If a proxy calls it so, put the name into " +
    "gateway.proxyHosts of the configuration; if people open this address, into gateway.publicUrl.",
  noPagesTitle: "There are no pages for you yet",
  noPagesText: "You have no role in this community yet. Ask the deanery.",
  progressTitle: "Vklad is getting ready",
  progressText: "Data is being read and computed; the page will open by itself.",
  step_demo: "Demo community",
  step_ingest: "Reading sources",
  step_load: "Loading",
  step_build: "Models",
  step_publish: "Publishing",
  step_distribute: "Distributions",
  step_shell: "Pages",
  ready: "Ready. Open",
  stopped: "Stopped.",
  closedToOthers:
    "The data folder was closed to other users of this machine; entries that were open",
  took: "in",
  records: "records",
  models: "models",
  failedSource: "earlier data stays",
  failedTry: "a try has failed",
  waitsForAnswer: "waits for an answer for",
  unreadSource: "nothing of it could be read",
  recordsCleaned: "records cleaned",
  filesRewritten: "files rewritten",
  nothingToClean: "Nothing to clean: no contacts are in what landed.",
  waiting: "waits for signatures",
  settled: "paid",
  stopHint: "Ctrl-C stops everything.",
  nothingStale: "Everything is built; there is nothing to do.",
  filesToLoad: "files to load",
  catalogueLeft: "Tasks not in the catalogue",
  catalogueHint:
    "Correct section and complexity, then confirm: vklad catalogue --confirm FILE --by ACCOUNT",
  catalogueWritten: "Tasks written",
  catalogueUnchanged: "unchanged",
  catalogueFrom: "in force from",
  noDistributions: "No distribution has been proposed yet.",
  nothingToDistribute: "Nothing to distribute: every ended month with points is settled.",
  periodProposed: "a plan for the committee to sign",
  periodEmpty: "no points, no plan",
  periodsLeft: "Months with points that wait for their turn after it",
};

/** Texts that people read in the terminal and on the gateway's own pages. */
export const words: { readonly ru: Words; readonly en: Words } = { ru, en };
export type Locale = keyof typeof words;
