import {
  lastStatements,
  type Ledger,
  type LedgerEvent,
  stateVerdicts,
  VerdictRefusedError,
  type VerdictToState,
} from "../../../warehouse/ledger/index.ts";
import type { Principal, Published } from "../data/principal.ts";
import { DeskRefusal, refusing } from "../desk-refusal.ts";
import { type ShownText, textsShownTo } from "./shown-texts.ts";

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
  /** What was said in the principal's cohorts of texts they are shown, and is not published yet. */
  list(principal: Principal): Promise<readonly StatementView[]>;
  /** Makes all the statements or, with DeskRefusal, none. */
  state(
    principal: Principal,
    body: { readonly statements: readonly Said[] },
  ): Promise<readonly StatementView[]>;
}

export type StatementView = ReturnType<typeof statementView>;

const REFUSALS = {
  not_in_queue: "This master is shown no such attempt: it is another cohort's, or its row is gone.",
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
  const shownTo = (principal: Principal) => textsShownTo(options.published(), principal);
  const viewOf = (principal: Principal) => (event: LedgerEvent<"verdict_stated">) => {
    const by = options.published()?.principalOf(event.payload.account) ?? null;
    const isOwn = by?.memberId === principal.memberId;
    return statementView(event, { name: by?.name ?? "—", isOwn });
  };
  return {
    async list(principal) {
      const last = lastStatements(await ledger.read({ kinds: ["verdict_stated"] }));
      // What was said before that, the snapshot knows, and whether it counts.
      const asOf = Date.parse(options.published()?.asOf ?? "");
      const own = principal.cohorts.get("master") ?? [];
      return (await shownTo(principal)).all
        .flatMap((text) => last.of(text) ?? [])
        .filter(({ payload }) => Date.parse(payload.stated_at) > asOf)
        .filter(({ payload }) => own.includes(payload.cohort_id))
        .toSorted((a, b) => b.seq - a.seq)
        .map(viewOf(principal));
    },

    async state(principal, { statements }) {
      const texts = await shownTo(principal);
      const toState = statements.map((said) => {
        const text = texts.of(said);
        if (text !== null) return boundTo(text, said, principal);
        throw refusal(texts.knows(said.attemptId) ? "text_changed" : "not_in_queue", said);
      });
      if (new Set(toState.map(({ attempt_id }) => attempt_id)).size < toState.length)
        throw refusal("twice", statements[0]);
      const mayBeOneOfMany = (said: Said) =>
        said.way === "workbook" && texts.of(said)?.is_clean === true;
      if (statements.length > 1 && !statements.every(mayBeOneOfMany))
        throw refusal(
          "one_by_one",
          statements.find((said) => !mayBeOneOfMany(said)),
        );
      const by = { account: principal.account, now: now() };
      const stated = await refusing([VerdictRefusedError], () =>
        stateVerdicts(ledger, toState, by),
      );
      return stated.map(viewOf(principal));
    },
  };
}

/** The statement with all that it is pinned to. */
function boundTo(text: ShownText, said: Said, { memberId }: Principal): VerdictToState {
  // What was said of an older text can be taken back, and nothing else be said of it.
  if (!text.is_current && said.verdict !== "withdrawn") throw refusal("text_changed", said);
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
function isAsProposed(text: ShownText, { verdict, grade, remark }: Said): boolean {
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
