/**
 * What the deanery has to know before it reads who needs attention: what cannot be told of anybody,
 * and of what nobody can tell. One sentence each, from the rows of `deanery_observation`.
 */
export function observedOf(rows) {
  const stateOf = Object.fromEntries(rows.map(({ stream, state }) => [stream, state]));
  const { discourse_posts: forum, nocodb_records: workbook } = stateOf;
  if (forum === undefined) return [];
  if (forum === "not_connected" && workbook === "not_connected")
    return [
      "Ни форум, ни рабочие тетради не подключены: кто активен и кто молчит, сказать нельзя.",
    ];
  const unread = [
    ...(forum === "unread" ? ["форум"] : []),
    ...(workbook === "unread" ? ["рабочие тетради"] : []),
  ];
  const said = [];
  if (unread.length > 0)
    said.push(
      `Ещё ни разу не прочитано до конца: ${unread.join(" и ")}. Пока это так, кто активен и кто молчит, сказать нельзя.`,
    );
  if (workbook === "not_connected")
    said.push(
      "Рабочие тетради не подключены: кто отстаёт и кто ждёт проверки, сказать нельзя. Здесь те, кто писал на форуме и недавно замолчал.",
    );
  if (forum === "not_connected") said.push("Форум не подключён: здесь видна только учёба.");
  return said;
}
