/** The queue of a master, as pure functions: what is settled, what is proposed, what waits. */

/** `rows` are those of the queue; `statements` those of `/api/verdicts`, one a text. */
export function partsOf(rows, statements, memberId) {
  const said = new Map(statements.map((statement) => [keyOf(statement), statement]));
  const parts = { stated: [], proposals: [], doubtful: [], waiting: [] };
  const clean = [];
  for (const row of rows) {
    const statement = said.get(keyOf({ attemptId: row.attempt_id, textDigest: row.text_digest }));
    const isStated = statement !== undefined && statement.verdict !== "withdrawn";
    // What was said lately comes first: a slip is noticed at once.
    if (isStated) parts.stated.push({ row, statement });
    else if (row.proposed_verdict === null || isOwn(row, memberId)) parts.waiting.push(row);
    else if (row.is_clean) clean.push(row);
    else parts.doubtful.push(row);
  }
  parts.stated.sort((a, b) => (a.statement.statedAt < b.statement.statedAt ? 1 : -1));
  parts.proposals = proposalsOf(clean, memberId);
  return parts;
}

function keyOf({ attemptId, textDigest }) {
  return `${attemptId} ${textDigest}`;
}

/** One's own proposals first: they are what one has said already. */
function proposalsOf(clean, memberId) {
  return [...Map.groupBy(clean, (row) => row.proposed_by_member_id)]
    .map(([id, rows]) => ({ id, name: rows[0].proposed_by_name, isOwn: id === memberId, rows }))
    .toSorted((a, b) => Number(b.isOwn) - Number(a.isOwn) || a.name.localeCompare(b.name, "ru"));
}

/** Nobody judges what they have written themselves. */
export function isOwn(row, memberId) {
  return [row.member_id, row.answer_member_id].includes(memberId);
}

/** What is sent for a text, as it was read: the server refuses it where that is another one now. */
export function said(row, { verdict, grade = null, remark = null, way = "page" }) {
  return {
    attemptId: row.attempt_id,
    textDigest: row.text_digest,
    taskId: row.task_id,
    cohortId: row.cohort_id,
    ...{ verdict, grade, remark, way },
  };
}

/** To the letter what the workbook's cells say. */
export function confirmed(row) {
  return said(row, {
    verdict: row.proposed_verdict,
    grade: row.proposed_grade,
    remark: row.proposed_comment,
    way: "workbook",
  });
}

/** Why a draft cannot be stated yet; null: it can. */
export function obstacleOf({ verdict, remark }) {
  if (verdict === null) return "Примите ответ или верните его.";
  if (verdict === "returned" && remark.trim() === "") return "Напишите, что исправить.";
  return null;
}

/** The one after `attemptId`, or before it, in a circle; the first where it is in the list no more. */
export function neighbourOf(rows, attemptId, step) {
  if (rows.length === 0) return null;
  const at = rows.findIndex((row) => row.attempt_id === attemptId);
  if (at === -1) return rows[0].attempt_id;
  return rows.at((at + step) % rows.length).attempt_id;
}

/** Keys by their place on the keyboard, so that they are the same in a Russian layout. */
const KEYS = {
  KeyJ: { do: "next" },
  KeyK: { do: "previous" },
  KeyA: { do: "verdict", verdict: "accepted" },
  KeyR: { do: "verdict", verdict: "returned" },
  KeyM: { do: "remark" },
  KeyZ: { do: "undo" },
  Enter: { do: "state" },
};

/** What a key asks for; null where it is typed into a field or belongs to the browser. */
export function askedBy({ code, ctrlKey, metaKey, altKey, target }) {
  const isField =
    /^(TEXTAREA|INPUT|SELECT)$/.test(target?.tagName ?? "") && target.type !== "radio";
  const isSending = (ctrlKey || metaKey) && code === "Enter";
  if (isField) return isSending ? KEYS.Enter : code === "Escape" ? { do: "leave" } : null;
  if (altKey || ((ctrlKey || metaKey) && !isSending)) return null;
  const isPressed = /^(BUTTON|A|SUMMARY)$/.test(target?.tagName ?? "");
  if (code === "Enter" && isPressed && !isSending) return null;
  const grade = /^(?:Digit|Numpad)([1-5])$/.exec(code)?.[1];
  return grade === undefined ? (KEYS[code] ?? null) : { do: "grade", grade: Number(grade) };
}
