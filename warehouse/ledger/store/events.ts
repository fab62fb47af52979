import type { Json } from "../../../sources/source.ts";

/** How it is known that two accounts are one person, the strongest first. */
export type LinkMethod = "proof" | "verified_email" | "manual";

interface LinkPayload {
  link_id: string;
  account_a: string;
  account_b: string;
  system_a?: string | undefined;
  system_b?: string | undefined;
  method: LinkMethod;
  /** A reference to a record kept elsewhere: no names, no addresses. */
  evidence: string;
  valid_from: string;
}

/**
 * What only the ledger knows. Accounts are named by their key (`a_…`, an HMAC of source and native
 * id), never by a native id, so that the ledger can be landed and modelled like any other source.
 * Instants are ISO 8601 in UTC; amounts are base units as decimal strings; digests are hex.
 */
export interface LedgerPayloads {
  /**
   * Two accounts are one person, by the actor's word; of a link that somebody else asked for, by
   * `asserted_by` and the actor, who confirmed it. Older events do not say of which systems they are.
   */
  account_linked: LinkPayload & { asserted_by?: string | undefined };
  /** A manual link that counts once somebody else confirms it: an `account_linked` of its `link_id`. */
  link_asked: LinkPayload;
  /**
   * A link that cannot be, as things stand: both sides have an account of `system`, in which a person
   * has one, or a wallet of their own each. It waits for a person, and joins nobody meanwhile.
   */
  link_contradicted: LinkPayload & {
    because: "one_each" | "two_wallets";
    system: string | null;
  };
  /** A link that was asked for, or that contradicted, and that nobody is to make. */
  link_dropped: { link_id: string; reason: string };
  /** Undone for all time. `undo_id` names the bulk undo that it is part of. */
  link_revoked: { link_id: string; reason: string; undo_id?: string | undefined };
  /** Stored with its `link_revoked` events: by what they were chosen; null where that was no matter. */
  links_undone: {
    undo_id: string;
    method: LinkMethod | null;
    asserted_by: string | null;
    from: string | null;
    to: string | null;
    evidence: string | null;
    link_count: number;
    reason: string;
  };
  /** Two accounts are not one person, whatever they have in common: that is suggested no more. */
  suggestion_refused: { account_a: string; account_b: string; reason: string };
  /**
   * A role from `valid_from` (inclusive) to `valid_to` (exclusive). A later event with the same
   * account, role, stream and `valid_from` replaces this one: so a role is ended or prolonged.
   * Which roles there are is said where they are granted (`models/roles.ts`): a role that is no
   * more stays in the ledger, and opens nothing.
   */
  role_granted: {
    account: string;
    role: string;
    /** The cohort in which it is held; null for a role that is not tied to one. */
    stream: string | null;
    valid_from: string;
    valid_to: string | null;
  };
  /**
   * The configuration grants a role no more, or for a shorter time. The role goes on as it was
   * granted until somebody else confirms this, or the configuration grants it again. `valid_to` is
   * the end that is asked for; null: as soon as it is confirmed.
   */
  role_end_asked: {
    account: string;
    role: string;
    stream: string | null;
    valid_from: string;
    valid_to: string | null;
    reason: "removed" | "shortened";
  };
  /**
   * Stored together with the `role_granted` that carries it out. `asked` is the id of the event
   * that asked for it; `confirmed_by` somebody else on the committee, or `configuration` where
   * nobody else sits there.
   */
  role_end_confirmed: { asked: string; confirmed_by: string; valid_to: string };
  /**
   * A bot or an agent acts for its owner and earns nothing by itself. The latest declaration of an
   * account counts; `person` takes it back.
   */
  actor_declared: {
    account: string;
    actor: "bot" | "agent" | "person";
    owner: string | null;
    reason?: string | undefined;
  };
  /**
   * What a person says of one text of one attempt, through their own session. It is bound to the
   * attempt's row (`attempt_id`: `rowIdentity` of table, id, creator and creation instant) and to
   * that text (SHA-256 of its UTF-8). Task, cohort, section and complexity are those that were
   * shown: what is edited in the workbook later moves none of them. The latest statement on a text
   * is in force; `withdrawn` takes back what was said.
   */
  verdict_stated: {
    verdict_id: string;
    attempt_id: string;
    text_digest: string;
    account: string;
    verdict: "accepted" | "returned" | "withdrawn";
    /** 1 to 5. */
    grade: number | null;
    remark: string | null;
    task_id: string;
    cohort_id: string;
    section_id: string | null;
    /** Millionths, as a decimal string. */
    complexity: string;
    stated_at: string;
    /** On the page; or as a confirmation of what the workbook said; or seen through webhooks. */
    way: "page" | "workbook" | "webhook";
  };
  /**
   * A curator's word on a task of the workbook: its section and complexity from `valid_from`, the
   * first instant of a month after the one it was said in. A later event of the same task and
   * `valid_from` replaces this one. It wins over what the guides' repository says.
   */
  task_catalogued: {
    /** `<table id>/<row id>`. */
    task: string;
    section_id: string | null;
    /** Millionths, as a decimal string. */
    complexity: string;
    account: string;
    valid_from: string;
  };
  wallet_linked: { account: string; wallet: string; method: "proof"; evidence: string };
  formula_activated: { formula: string; digest: string; valid_from: string };
  /**
   * `key_id` is the SHA-256 of the raw key, `public_key` its 32 bytes in base64. `proof` is the
   * owner's signature over `keyRegistrationText(proof_subject, public_key)`; the demo's keys come
   * from its assertions file and have none.
   */
  approval_key_registered: {
    key_id: string;
    account: string;
    public_key: string;
    proof_subject?: string | undefined;
    proof?: string | undefined;
  };
  /**
   * A registered key counts once somebody else on the committee has confirmed it, by a signature
   * over `keyConfirmationText` with a key of theirs; older events have none. In the demo the actor
   * `demo` confirms, and the very first key of a committee the actor `operator`, with a reason:
   * `confirmed_by` says so then.
   */
  approval_key_confirmed: {
    key_id: string;
    confirmed_by: string;
    public_key?: string | undefined;
    signature?: string | undefined;
    reason?: string | undefined;
  };
  /** By the actor: its owner, or whoever sat on the committee. */
  approval_key_revoked: { key_id: string; reason: string };
  /**
   * `plan` is the codec's JSON form (`PlanJson` in plan-json.ts); `digest` is that of the binary
   * form. `provenance` is the JSON whose SHA-256 the plan carries. `frozen` is what it takes to make
   * the plan again from landing and ledger (`FrozenInputs`); absent in older events.
   */
  plan_proposed: {
    digest: string;
    period: string;
    revision: number;
    plan: Json;
    provenance?: Json | undefined;
    frozen?: Json | undefined;
  };
  plan_approved: {
    digest: string;
    account: string;
    public_key: string;
    committee_version: string;
    expires_at: string;
    /** Base64 ed25519 over `approvalText`. */
    signature: string;
  };
  /** Written before the bytes are sent: a payment nobody journalled was never made. */
  attempt_signed: {
    digest: string;
    batch: number;
    attempt: number;
    purpose: "pay" | "void";
    wire: string;
    signature: string;
    blockhash: string;
    last_valid_block_height: number;
  };
  attempt_expired: { digest: string; batch: number; attempt: number; evidence: string };
  attempt_failed: { digest: string; batch: number; attempt: number; error: string };
  batch_paid: { digest: string; batch: number; signature: string; slot: number };
  batch_voided: { digest: string; batch: number; signature: string; slot: number };
  /**
   * A plan that the ledger had lost, from a manifest whose digest a payment on the chain names. Its
   * shares may be missing: who was paid is known then, and not for what.
   */
  plan_adopted: { digest: string; period: string; revision: number; plan: Json };
  /**
   * A final payment or void that the chain shows and a ledger that was lost did not know, decoded
   * and found to be the plan's batch. The `batch_paid` or `batch_voided` stored with it says how the
   * batch ended. What took the month for the plan (`open`), closed the plan (`close`) or took its
   * receipts back (`reclaim`) ended none.
   */
  payment_adopted: {
    digest: string;
    batch: number;
    signature: string;
    slot: number;
    purpose: "pay" | "void" | "open" | "close" | "reclaim";
  };
  /**
   * k members of the committee begin anew where payments were lost that nothing can bring back: all
   * that the settler paid up to `slot` counts as paid, and no plan of a month up to `closed_to` is
   * proposed, approved or paid any more. Counts by its signatures over `rebaseText`.
   */
  ledger_rebased: {
    genesis: string;
    settler: string;
    newest_signature: string;
    slot: number;
    closed_to: string;
    threshold: number;
    committee_version: string;
    valid_until: string;
    signatures: { public_key: string; signature: string }[];
  };
  /** A line without a wallet is owed and kept aside. */
  line_escrowed: { digest: string; line_id: string; amount_base_units: string };
  /**
   * Paying cannot go on by itself: told once, until something moves again. `code` is what people
   * are told of it (`stops.ts`), `found` says it in the engine's words.
   */
  distribution_stopped: { digest: string; code: string; found: string };
  /** People were sent a message about a stop, which is named by its event's hash. */
  stop_told: { digest: string; stop: string };
  distribution_settled: {
    digest: string;
    paid_base_units: string;
    escrowed_base_units: string;
    carry_base_units: string;
    treasury_before_base_units: string;
    treasury_after_base_units: string;
    difference_base_units: string;
    /** What foreign transfers brought meanwhile, less what they took; absent where there were none. */
    foreign_base_units?: string | undefined;
    /** Paid, beside the plan's own lines, of what earlier plans kept; absent where there was nothing. */
    released_base_units?: string | undefined;
    /** What earlier plans kept and this one took back; absent where there was nothing. */
    expired_base_units?: string | undefined;
  };
  /**
   * A settled plan is closed on the chain for ever: nobody signs a payment or void of it any more.
   * `signature` made the account that says so; `height` is that of the chain as it was found final.
   */
  plan_closed: { digest: string; signature: string; slot: number; height: number };
  /** Written before the bytes are sent, which take back what the receipts of these batches locked. */
  reclaim_signed: {
    digest: string;
    /** Counts the plan's, from 1. */
    attempt: number;
    batches: number[];
    lamports: string;
    wire: string;
    signature: string;
    blockhash: string;
    last_valid_block_height: number;
  };
  /** What became of it; `evidence` is the chain's own words. */
  reclaim_ended: {
    digest: string;
    attempt: number;
    outcome: "landed" | "failed" | "expired";
    evidence: string;
  };
  /**
   * A line that was owed for too long goes back into its domain's carry, by the plan of `digest`:
   * stored together with that plan's `distribution_settled`.
   */
  escrow_expired: { digest: string; line_id: string; amount_base_units: string; reason: string };
  /**
   * A transfer of the treasury's tokens, between a plan's first and last payment, that is no payment
   * of ours. `amount_base_units` is what came in; negative where tokens left.
   */
  foreign_transfer_found: {
    digest: string;
    signature: string;
    slot: number;
    amount_base_units: string;
  };
  /** The committee, or the operator, knows of a foreign transfer and says what it was. */
  foreign_transfer_acknowledged: { signature: string; note: string };
  /**
   * What the treasury's owners allow the settler, as it was seen once of this plan nothing was left
   * to pay, or once an allowance or a revocation was sent.
   */
  allowance_seen: { digest: string; treasury: string; amount_base_units: string };
  /** A line whose wallet cannot be paid: its batch is voided, and a revision keeps it in escrow. */
  line_set_aside: { digest: string; line_id: string; reason: string };
  /** No payment of the period is signed until it is resumed, whatever the revision. */
  distribution_held: { period: string; digest: string; reason: string };
  distribution_resumed: { period: string; digest: string; reason: string };
  /** Whoever pays is to void every open batch of the plan; nothing more of it is paid. */
  distribution_void_asked: { digest: string; reason: string };
  /** The period is to be proposed anew, though the plan says the same. */
  distribution_revision_asked: { digest: string; reason: string };
  /**
   * A line is kept in escrow, or carried and paid to nobody, by a word of one person: the plan of
   * `digest` that has it cannot be approved any more, and its revision says it to all who sign.
   * `line_released` takes the last word back; of a settled month, so that the next plan pays it.
   */
  line_held: { period: string; digest: string; line_id: string; reason: string };
  line_dropped: { period: string; digest: string; line_id: string; reason: string };
  line_released: { period: string; digest: string; line_id: string; reason: string };
  /** The payload of an earlier event was deleted; the event and its hash stay. */
  payload_erased: { event_id: string; reason: string };
}

export type LedgerKind = keyof LedgerPayloads;

/** An event as it is kept; `read` leaves out those whose payload was erased. */
export interface LedgerEvent<K extends LedgerKind = LedgerKind> {
  readonly seq: number;
  /** UUIDv7. */
  readonly id: string;
  readonly kind: K;
  /** An account key, or a named process: `demo`, `settler`, `schedule`, `operator`. */
  readonly actor: string;
  readonly at: string;
  readonly payload: LedgerPayloads[K];
  /** SHA-256 over seq, id, kind, actor, at, unique key, the payload's and the previous hash. */
  readonly hash: string;
}

/** Any event, told apart by its kind. */
export type AnyLedgerEvent = { [K in LedgerKind]: LedgerEvent<K> }[LedgerKind];
