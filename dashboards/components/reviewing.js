/** The desk of a master, as pure functions: what was said, what is proposed, what waits. */

/** A text, by the attempt's row and its digest: an attempt may have several that were judged. */
export function keyOf({ attempt_id, text_digest }) {
  return `${attempt_id} ${text_digest}`;
}

/**
 * `rows` are those of the queue, `judged` those with a verdict as the snapshot has it, and
 * `statements` what was said since, one a text, from `/api/verdicts`.
 */
export function partsOf(rows, judged, statements, memberId) {
  const said = new Map(
    statements.map((one) => [
      keyOf({ attempt_id: one.attemptId, text_digest: one.textDigest }),
      one,
    ]),
  );
  const parts = { stated: [], proposals: [], doubtful: [], waiting: [] };
  const clean = [];
  const inQueue = new Set(rows.map(keyOf));
  for (const row of rows) {
    const statement = said.get(keyOf(row));
    if (statement !== undefined && statement.verdict !== "withdrawn")
      parts.stated.push({ row, statement });
    else if (row.proposed_verdict === null || isOwn(row, memberId)) parts.waiting.push(row);
    else if (row.is_clean) clean.push(row);
    else parts.doubtful.push(row);
  }
  for (const row of judged) {
    const statement = said.get(keyOf(row)) ?? publishedOf(row, memberId);
    const isInForce = statement.verdict !== "withdrawn";
    if (inQueue.has(keyOf(row))) continue;
    else if (isInForce) parts.stated.push({ row, statement });
    else if (row.is_current) parts.waiting.push({ ...NOTHING_PROPOSED, ...row });
  }
  // The latest first: a slip is noticed at once.
  parts.stated.sort((a, b) => b.statement.statedAt.localeCompare(a.statement.statedAt));
  parts.proposals = proposalsOf(clean, memberId);
  return parts;
}

const NOTHING_PROPOSED = { proposed_verdict: null, doubt: null, is_clean: null };

function publishedOf(row, memberId) {
  return {
    ...{ verdict: row.verdict, grade: row.grade, remark: row.remark },
    statedAt: row.stated_at.toISOString(),
    byName: row.by_name,
    isOwn: row.by_member_id === memberId,
  };
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

/** What one has said last since the snapshot: what is published, no single key takes back. */
export function lastSaid(stated, statements) {
  return stated.find(({ statement }) => statement.isOwn && statements.includes(statement)) ?? null;
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

/** Key of the one after `key`, or before it, in a circle; of the first where it is gone. */
export function neighbourOf(rows, key, step) {
  if (rows.length === 0) return null;
  const at = rows.findIndex((row) => keyOf(row) === key);
  return keyOf(at === -1 ? rows[0] : rows.at((at + step) % rows.length));
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
