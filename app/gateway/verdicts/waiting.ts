import type { Principal, Published } from "../data/principal.ts";

/** A text that waits for a master of its cohort, as the mart of the queue has it. */
export interface WaitingText {
  readonly attempt_id: string;
  readonly text_digest: string;
  /** Of whoever wrote the attempt. */
  readonly member_id: string;
  /** Of whoever wrote the answer it stands in: usually the same. */
  readonly answer_member_id: string;
  readonly task_id: string;
  readonly cohort_id: string;
  readonly section_id: string | null;
  /** Millionths. */
  readonly complexity: bigint;
  /** What the workbook's cells say; null where they say nothing. */
  readonly proposed_verdict: string | null;
  readonly proposed_grade: number | null;
  readonly proposed_comment: string | null;
  readonly is_clean: boolean | null;
}

/** The texts that the principal may judge: of the cohorts looked after, and of no other. */
export async function waitingFor(
  published: Published,
  principal: Principal,
): Promise<ReadonlyMap<string, WaitingText>> {
  const rows = await published.rowsOf(principal, "master", "master_review_queue");
  return new Map(
    (rows as unknown as readonly WaitingText[]).map((row) => [row.attempt_id, row] as const),
  );
}
