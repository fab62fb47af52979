import { createHash } from "node:crypto";

import type { RowJson } from "../nocodb/base.ts";
import type { AssertedRow, AssertedVerdict } from "../protocol.ts";
import type { WorkbookAttempt } from "./arrivals.ts";
import { accountOf } from "./account-of.ts";
import type { Workbook } from "./base.ts";
import { DAY_MS, type Frame } from "./frame.ts";
import type { TableTitle } from "./tables.ts";

/** What masters wrote into the workbook in these last days they have still to confirm. */
const UNCONFIRMED_DAYS = 10;

/**
 * What the demo's masters said, each of the text that they read. A text that its author changed
 * before anybody read the base is another one than the master's: nobody has said anything of it.
 */
export function statedVerdicts(frame: Frame, { base, attempts }: Workbook): AssertedVerdict[] {
  const until = frame.asOf - UNCONFIRMED_DAYS * DAY_MS;
  const rowOf = (title: TableTitle, id: number) => {
    const table = base.tables.find((candidate) => candidate.title === title)!;
    const row = table.rows.find(({ place }) => place === id)!;
    return originOf(table.id, row.versions[0]!.value!);
  };
  return attempts.flatMap((attempt) => {
    const { verdict, task } = attempt;
    if (verdict === null || verdict.at > until || !isSeen(attempt, frame)) return [];
    return {
      account: accountOf(verdict.by),
      attempt: rowOf("Attempts", attempt.id),
      text_digest: createHash("sha256").update(verdict.text).digest("hex"),
      verdict: verdict.isAccepted ? "accepted" : "returned",
      grade: verdict.grade,
      remark: verdict.comment,
      task: rowOf("Tasks", task.id),
      cohort: `${attempt.cohortId}`,
      section_id: task.sectionId,
      complexity: `${Math.round(task.complexity * 1e6)}`,
      stated_at: new Date(verdict.at).toISOString(),
    };
  });
}

function isSeen({ trap, arrivesAt }: WorkbookAttempt, { asOf }: Frame): boolean {
  return trap !== "edited_after_verdict" && arrivesAt <= asOf;
}

function originOf(tableId: string, row: RowJson): AssertedRow {
  const creator = row["CreatedBy"] as { readonly id: string } | undefined;
  return {
    tableId,
    id: Number(row["Id"]),
    creatorId: creator?.id ?? null,
    createdAt: String(row["CreatedAt"]),
  };
}
