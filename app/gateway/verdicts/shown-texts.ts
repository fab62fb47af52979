import type { Principal, Published } from "../data/principal.ts";

/** A text that a master is shown, with what is said of it by the snapshot. */
export interface ShownText {
  readonly attempt_id: string;
  readonly text_digest: string;
  /** Of whoever wrote the attempt. */
  readonly member_id: string;
  /** Of whoever wrote the answer it stands in: usually the same. Null where that is gone. */
  readonly answer_member_id: string | null;
  readonly task_id: string;
  readonly cohort_id: string;
  readonly section_id: string | null;
  /** Millionths. */
  readonly complexity: bigint;
  /** False: the text was edited since, or its row is gone. */
  readonly is_current: boolean;
  /** What the workbook's cells say; null where they say nothing. */
  readonly proposed_verdict: string | null;
  readonly proposed_grade: number | null;
  readonly proposed_comment: string | null;
  readonly is_clean: boolean | null;
}

export interface ShownTexts {
  readonly all: readonly ShownText[];
  of(text: { readonly attemptId: string; readonly textDigest: string }): ShownText | null;
  knows(attemptId: string): boolean;
}

const UNJUDGED = { is_current: true };
const UNPROPOSED = {
  proposed_verdict: null,
  proposed_grade: null,
  proposed_comment: null,
  is_clean: null,
};

/** The texts of the cohorts that the principal looks after: those that wait, and those judged. */
export async function textsShownTo(
  published: Published | null,
  principal: Principal,
): Promise<ShownTexts> {
  const rowsOf = async (table: string) =>
    (await published?.rowsOf(principal, "master", table)) ?? [];
  const waiting = (await rowsOf("master_review_queue")).map((row) => ({ ...UNJUDGED, ...row }));
  const judged = (await rowsOf("master_verdicts")).map((row) => ({ ...UNPROPOSED, ...row }));
  // A judged text on which the workbook proposes something else is in both: it waits.
  const byText = new Map(
    ([...judged, ...waiting] as unknown as readonly ShownText[]).map(
      (row) => [keyOf(row.attempt_id, row.text_digest), row] as const,
    ),
  );
  const all = [...byText.values()];
  const attempts = new Set(all.map(({ attempt_id }) => attempt_id));
  return {
    all,
    of: ({ attemptId, textDigest }) => byText.get(keyOf(attemptId, textDigest)) ?? null,
    knows: (attemptId) => attempts.has(attemptId),
  };
}

function keyOf(attemptId: string, textDigest: string): string {
  return `${attemptId} ${textDigest}`;
}
