import type { Mutant } from "../mutant.ts";

const STATE = ["warehouse/ledger/verdicts/state-verdicts.test.ts"];
const DESK = ["app/gateway/verdicts/desk.test.ts"];
const ROUTES = ["app/gateway/verdicts/routes.test.ts"];
const PAGE = ["dashboards/test/reviewing.test.ts"];

/** What a master says on the page, and what nobody else can say. */
export const reviewMutants: readonly Mutant[] = [
  {
    change: "state a verdict without the session's token, or from another site's page",
    file: "app/gateway/change.ts",
    find: "const principal = who.acting(request);",
    replace: "const principal = who.principal(request);",
    check: ROUTES,
  },
  {
    change: "state a verdict in any role",
    file: "app/gateway/change.ts",
    find: "principal?.roles.includes(role) === true",
    replace: "principal !== null",
    check: ROUTES,
  },
  {
    change: "read a body before it is known whose it is",
    file: "app/gateway/change.ts",
    find: "onRequest: admit",
    replace: "",
    check: ROUTES,
  },
  {
    change: "tell what was said to anyone who is signed in",
    file: "app/gateway/verdicts/routes.ts",
    find: 'who.holding(request, "master")',
    replace: "who.principal(request)",
    check: ROUTES,
  },
  {
    change: "let a client say that a webhook saw it",
    file: "app/gateway/verdicts/routes.ts",
    find: 'way: z.enum(["page", "workbook"])',
    replace: 'way: z.enum(["page", "workbook", "webhook"]) as never',
    check: ROUTES,
  },
  {
    change: "state a verdict on a text that is not the one that was read",
    file: "app/gateway/verdicts/shown-texts.ts",
    find: "of: ({ attemptId, textDigest }) => byText.get(keyOf(attemptId, textDigest)) ?? null",
    replace: "of: ({ attemptId }) => all.find((text) => text.attempt_id === attemptId) ?? null",
    check: DESK,
  },
  {
    change: "accept an older text after its author's edit",
    file: "app/gateway/verdicts/desk.ts",
    find: 'if (!text.is_current && said.verdict !== "withdrawn")',
    replace: 'if (text.cohort_id === "")',
    check: DESK,
  },
  {
    change: "show for ever as said what the model has refused",
    file: "app/gateway/verdicts/desk.ts",
    find: ".filter(({ payload }) => Date.parse(payload.stated_at) > asOf)",
    replace: "",
    check: DESK,
  },
  {
    change: "pin a verdict to a task that the master has not seen",
    file: "app/gateway/verdicts/desk.ts",
    find: "text.task_id !== said.taskId ||",
    replace: "",
    check: DESK,
  },
  {
    change: "pin a verdict to a cohort that the master has not seen",
    file: "app/gateway/verdicts/desk.ts",
    find: "|| text.cohort_id !== said.cohortId",
    replace: "",
    check: DESK,
  },
  {
    change: "state a verdict on an attempt of one's own",
    file: "app/gateway/verdicts/desk.ts",
    find: "[text.member_id, text.answer_member_id].includes(memberId)",
    replace: "text.answer_member_id === memberId",
    check: DESK,
  },
  {
    change: "state a verdict on an attempt in one's own answer",
    file: "app/gateway/verdicts/desk.ts",
    find: "[text.member_id, text.answer_member_id].includes(memberId)",
    replace: "text.member_id === memberId",
    check: DESK,
  },
  {
    change: "confirm another grade than the workbook proposes",
    file: "app/gateway/verdicts/desk.ts",
    find: "text.proposed_grade === grade &&",
    replace: "",
    check: DESK,
  },
  {
    change: "confirm doubtful proposals together with clean ones",
    file: "app/gateway/verdicts/desk.ts",
    find: "texts.of(said)?.is_clean === true",
    replace: "texts.of(said) !== null",
    check: DESK,
  },
  {
    change: "make two statements on one attempt at once",
    file: "app/gateway/verdicts/desk.ts",
    find: 'throw refusal("twice", statements[0]);',
    replace: "void 0;",
    check: DESK,
  },
  {
    change: "tell a master what was said in another cohort",
    file: "app/gateway/verdicts/desk.ts",
    find: ".filter(({ payload }) => own.includes(payload.cohort_id))",
    replace: "",
    check: DESK,
  },
  {
    change: "judge texts of cohorts that somebody else looks after",
    file: "warehouse/ledger/store/roles.ts",
    find: "(stream === null || stream === asked.cohort)",
    replace: "stream !== undefined",
    check: STATE,
  },
  {
    change: "let the ledger take a verdict of whoever asks",
    file: "warehouse/ledger/verdicts/state-verdicts.ts",
    find: "appendAll(entries, { guard })",
    replace: "appendAll(entries)",
    check: STATE,
  },
  {
    change: "state again what was said already",
    file: "warehouse/ledger/verdicts/state-verdicts.ts",
    find: "if (isRepeat) return { stored: before };",
    replace: "",
    check: STATE,
  },
  {
    change: "make two statements of one click",
    file: "warehouse/ledger/verdicts/state-verdicts.ts",
    find: "actor: account, at: stated_at, uniqueKey }",
    replace: "actor: account, at: stated_at }",
    check: STATE,
  },
  {
    change: "confirm one's own text with one click",
    file: "dashboards/components/reviewing.js",
    find: "row.proposed_verdict === null || isOwn(row, memberId)",
    replace: "row.proposed_verdict === null",
    check: PAGE,
  },
  {
    change: "show a text as settled by what was said of an older one",
    file: "dashboards/components/reviewing.js",
    find: "return `${attempt_id} ${text_digest}`;",
    replace: "return attempt_id + (text_digest && '');",
    check: PAGE,
  },
];
