import {
  lastStatements,
  type Ledger,
  type LedgerEvent,
  stateVerdicts,
  VerdictRefusedError,
  type VerdictToState,
} from "../../../warehouse/ledger/index.ts";
import type { Principal, Published } from "../data/principal.ts";
import { DeskRefusal } from "../desk-refusal.ts";
import { waitingFor, type WaitingText } from "./waiting.ts";

/** What a master says of one text, as their page sends it. */
export interface Said {
  readonly attemptId: string;
  /** Of the text that was read. */
  readonly textDigest: string;
  /** Under which task, in which cohort it was read. */
  readonly taskId: string;
  readonly cohortId: string;
  readonly verdict: "accepted" | "returned" | "withdrawn";
  readonly grade: number | null;
  readonly remark: string | null;
  /** On the page by themselves, or by confirming what the workbook's cells say. */
  readonly way: "page" | "workbook";
}

export interface VerdictDesk {
  /** What was said of the texts that wait in the principal's cohorts and is not published yet. */
  list(principal: Principal): Promise<readonly StatementView[]>;
  /** Makes all the statements or, with DeskRefusal, none. */
  state(
    principal: Principal,
    body: { readonly statements: readonly Said[] },
  ): Promise<readonly StatementView[]>;
}

export type StatementView = ReturnType<typeof statementView>;

const REFUSALS = {
  not_in_queue: "It does not wait for this master: another cohort's, or judged and published.",
  text_changed: "Its text is another one now. Load the page again and read that one.",
  moved: "It stands under another task or in another cohort now. Load the page again.",
  own_text: "Nobody judges what they have written themselves. Another master has to.",
  proposal_changed: "The workbook proposes something else now. Load the page again.",
  one_by_one: "Only proposals that nobody else has touched are confirmed together.",
  twice: "Two statements on one attempt came together; expected one.",
} as const;

/**
 * Verdicts as statements: each is bound to a text that the newest snapshot shows this master, and
 * task, cohort, section and complexity are that snapshot's, whatever a client sends.
 */
export function createVerdictDesk(options: {
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly published: () => Published | null;
}): VerdictDesk {
  const { ledger, now } = options;
  const waiting = async (principal: Principal) => {
    const published = options.published();
    return published === null ? new Map<string, WaitingText>() : waitingFor(published, principal);
  };
  const viewOf = (principal: Principal) => (event: LedgerEvent<"verdict_stated">) => {
    const by = options.published()?.principalOf(event.payload.account) ?? null;
    const isOwn = by?.memberId === principal.memberId;
    return statementView(event, { name: by?.name ?? "—", isOwn });
  };
  return {
    async list(principal) {
      const last = lastStatements(await ledger.read({ kinds: ["verdict_stated"] }));
      const own = principal.cohorts.get("master") ?? [];
      return [...(await waiting(principal)).values()]
        .flatMap((text) => last.of(text) ?? [])
        .filter(({ payload }) => own.includes(payload.cohort_id))
        .toSorted((a, b) => b.seq - a.seq)
        .map(viewOf(principal));
    },

    async state(principal, { statements }) {
      const texts = await waiting(principal);
      const toState = statements.map((said) => boundTo(texts.get(said.attemptId), said, principal));
      if (new Set(toState.map(({ attempt_id }) => attempt_id)).size < toState.length)
        throw refusal("twice", statements[0]);
      const mayBeOneOfMany = ({ attemptId, way }: Said) =>
        way === "workbook" && texts.get(attemptId)?.is_clean === true;
      if (statements.length > 1 && !statements.every(mayBeOneOfMany))
        throw refusal(
          "one_by_one",
          statements.find((said) => !mayBeOneOfMany(said)),
        );
      try {
        const by = { account: principal.account, now: now() };
        return (await stateVerdicts(ledger, toState, by)).map(viewOf(principal));
      } catch (error) {
        if (!(error instanceof VerdictRefusedError)) throw error;
        throw new DeskRefusal(error.code, error.message, error);
      }
    },
  };
}

/** The statement with all that it is pinned to. */
function boundTo(
  text: WaitingText | undefined,
  said: Said,
  { memberId }: Principal,
): VerdictToState {
  if (text === undefined) throw refusal("not_in_queue", said);
  if (text.text_digest !== said.textDigest) throw refusal("text_changed", said);
  if (text.task_id !== said.taskId || text.cohort_id !== said.cohortId)
    throw refusal("moved", said);
  if ([text.member_id, text.answer_member_id].includes(memberId)) throw refusal("own_text", said);
  if (said.way === "workbook" && !isAsProposed(text, said)) throw refusal("proposal_changed", said);
  const { attempt_id, text_digest, task_id, cohort_id, section_id, complexity } = text;
  const pinned = { attempt_id, text_digest, task_id, cohort_id, section_id };
  const { verdict, grade, way } = said;
  const remark = way === "page" ? said.remark?.trim() || null : said.remark;
  return { ...pinned, complexity: `${complexity}`, verdict, grade, remark, way };
}

/** Who confirms says what the cells say, to the letter. */
function isAsProposed(text: WaitingText, { verdict, grade, remark }: Said): boolean {
  return (
    text.proposed_verdict === verdict &&
    text.proposed_grade === grade &&
    text.proposed_comment === remark
  );
}

function refusal(code: keyof typeof REFUSALS, said: Said | undefined): DeskRefusal {
  return new DeskRefusal(code, `Attempt ${said?.attemptId} (${code}): ${REFUSALS[code]}`);
}

function statementView(
  { payload }: LedgerEvent<"verdict_stated">,
  { name, isOwn }: { readonly name: string; readonly isOwn: boolean },
) {
  return {
    attemptId: payload.attempt_id,
    textDigest: payload.text_digest,
    verdict: payload.verdict,
    grade: payload.grade,
    remark: payload.remark,
    way: payload.way,
    statedAt: payload.stated_at,
    byName: name,
    isOwn,
  };
}
