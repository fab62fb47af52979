/** What the gateway said no to; `code` names the reason, the message is for people. */
export class GatewayRefusal extends Error {
  constructor(code, status) {
    super(REASONS[code] ?? STATUSES[status] ?? `Не получилось (${code}).`);
    this.name = "GatewayRefusal";
    this.code = code;
  }
}

const REASONS = {
  wrong_digest: "Такого плана больше нет. Обновите страницу и прочитайте план заново.",
  superseded: "План заменён новой редакцией. Обновите страницу и прочитайте её.",
  closed: "План уже выплачен или отменён: подписывать нечего.",
  predecessor_open: "Прежняя редакция ещё выплачивается. Дождитесь её завершения.",
  expired: "Срок подписания вышел. План нужно предложить заново.",
  committee_changed: "Состав комитета изменился. План нужно предложить заново.",
  proposer: "План предложили вы, поэтому подписать его должен другой член комитета.",
  not_member: "Вы не входите в комитет, который подписывает этот план.",
  key_not_registered: "Этот ключ не зарегистрирован. Обновите страницу и попробуйте ещё раз.",
  key_not_confirmed:
    "Ключ этого браузера зарегистрирован. Теперь его должен подтвердить другой член комитета.",
  bad_signature: "Подпись не подходит к плану. Обновите страницу и попробуйте ещё раз.",
  weak_key: "Браузер создал негодный ключ. Попробуйте ещё раз.",
  bad_proof: "Доказательство владения ключом не подошло. Попробуйте ещё раз.",
  key_taken: "Ключ этого браузера записан за другим человеком.",
  committee_confirms: "В комитете уже действует ключ: остальные подтверждает его владелец.",
  no_reason: "Назовите причину: она останется в журнале, и её увидит весь комитет.",
  not_another_member: "Свой ключ подтвердить нельзя: его подтверждает другой член комитета.",
  no_role_end: "Об этом конце роли больше не просят, или его уже подтвердили. Обновите страницу.",
  own_role: "Это ваша роль: её конец подтверждает другой член комитета.",
  not_on_committee: "Сейчас вы не в комитете, а подтверждает только он.",
  no_plan: "За этот месяц ничего не предложено.",
  over: "План уже выплачен: останавливать нечего.",
  held_already: "План уже задержан. Обновите страницу.",
  not_held: "План не задержан. Обновите страницу.",
  batches_open: "План одобрен, и переводы ещё открыты. Сначала погасите их.",
  no_transfer: "Такого чужого перевода не найдено. Обновите страницу.",
  not_in_queue: "Этой попытки в ваших потоках больше нет. Обновите страницу.",
  text_changed: "Ученик изменил текст. Обновите страницу и прочитайте новый.",
  moved: "Ответ перенесли к другому заданию или в другой поток. Обновите страницу.",
  own_text: "Это ваш ответ: вердикт о нём говорит другой мастер.",
  proposal_changed: "В рабочей тетради теперь другой вердикт. Обновите страницу.",
  one_by_one: "Вместе подтверждаются только вердикты, которых никто больше не касался.",
  twice: "Об одной попытке пришло два вердикта сразу. Обновите страницу.",
  not_a_master: "Сейчас вы не мастер этого потока.",
  nothing_said: "Отменять нечего: об этом тексте ничего не сказано.",
  spoken_meanwhile: "Об этом тексте прямо сейчас говорят другие. Обновите страницу.",
  not_allowed: "Сеанс не даёт права на это действие. Войдите снова.",
  not_signed_in: "Сеанс окончен. Войдите снова.",
  bad_request: "Сервер не понял запрос. Обновите страницу.",
  no_own_key_here:
    "В этом браузере нет вашего действующего ключа. Откройте страницу там, где он создан, или подключите его кошелёк.",
  wallet_silent:
    "Кошелёк не дал адреса. Откройте его, разрешите эту страницу и попробуйте ещё раз.",
  wallet_refused: "Кошелёк не подписал текст. Попробуйте ещё раз и согласитесь в окне кошелька.",
  no_wallet: "Это не адрес кошелька: за ним нет ключа, которым можно подписать. Проверьте его.",
  bad_wallet_proof: "Подпись сделана не этим кошельком или не над этим текстом. Подпишите ещё раз.",
  wallet_taken: "Этот кошелёк уже доказал другой участник. Двоим на один кошелёк не платят.",
  nonce_over: "Текст для подписи старше десяти минут. Запросите новый.",
  no_ed25519: "Этот браузер не умеет подписывать ключом Ed25519. Обновите его.",
  ledger_broken:
    "Журнал решений повреждён или изменён в обход программы: по нему ничего не выплачивается. Скажите оператору: vklad doctor.",
  offline: "Нет связи с сервером. Проверьте сеть и попробуйте ещё раз.",
};

const STATUSES = {
  401: REASONS.not_signed_in,
  403: REASONS.not_allowed,
  404: "На сервере нет такого адреса.",
  500: "Ошибка на сервере. Попробуйте позже.",
};

export function readJson(path) {
  return request(path, {});
}

/** A change: the session's token shows that our own page asks for it. */
export function postJson(path, csrf, body) {
  return request(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf": csrf },
    body: JSON.stringify(body),
  });
}

/** Leaves the page, and all that was loaded with it, for the sign-in, which leads to `path`. */
export function signIn(path) {
  location.assign(`/auth/login?next=${encodeURIComponent(path)}`);
}

async function request(path, options) {
  const response = await fetch(path, { credentials: "same-origin", ...options }).catch(() => {
    throw new GatewayRefusal("offline", 0);
  });
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  // The session is over, and with it what the page shows.
  if (response.status === 401) signIn(location.pathname);
  throw new GatewayRefusal(body.error ?? "", response.status);
}
