import { z } from "zod";

import { sha256Hex } from "../plan/bytes.ts";
import { isAddress } from "../plan/base58.ts";
import { canonicalJson } from "./canonical-json.ts";
import { keyIdOf, verifyKey } from "../approval/ed25519.ts";
import type { LedgerEntry } from "./entries.ts";
import type { Ledger } from "./ledger.ts";

const Account = z.object({ source: z.string().min(1), nativeId: z.string().min(1) });
type Account = z.infer<typeof Account>;

/** A row of a workbook, as `rowIdentity` names it. */
const Row = z.object({
  tableId: z.string().min(1),
  id: z.union([z.number(), z.string()]),
  creatorId: z.string().nullable(),
  createdAt: z.string().nullable(),
});
type Row = z.infer<typeof Row>;

const Turn = z.object({ formula: z.string().min(1), valid_from: z.iso.datetime() });

const assertionsSchema = (roles: readonly string[]) =>
  z.object({
    links: z.array(
      z.object({
        link_id: z.string().min(1),
        a: Account,
        b: Account,
        method: z.enum(["proof", "verified_email", "manual"]),
        evidence: z.string(),
        valid_from: z.iso.datetime(),
      }),
    ),
    roles: z.array(
      z.object({
        account: Account,
        role: z.enum(roles),
        stream: z.string().nullable(),
        valid_from: z.iso.datetime(),
        valid_to: z.iso.datetime().nullable(),
      }),
    ),
    actors: z.array(
      z.object({ account: Account, actor: z.enum(["bot", "agent"]), owner: Account.nullable() }),
    ),
    wallets: z.array(
      z.object({
        account: Account,
        wallet: z.string().refine(isAddress, "expected base58 of 32 bytes"),
        evidence: z.string(),
        linked_at: z.iso.datetime(),
      }),
    ),
    approvalKeys: z.array(
      z.object({
        account: Account,
        publicKey: z.string().refine((key) => verifyKey(key) !== null, "expected an ed25519 key"),
      }),
    ),
    verdicts: z.array(
      z.object({
        account: Account,
        attempt: Row,
        text_digest: z.string(),
        verdict: z.enum(["accepted", "returned"]),
        grade: z.int().min(1).max(5).nullable(),
        remark: z.string().nullable(),
        task: Row,
        cohort: z.string().min(1),
        section_id: z.string().nullable(),
        complexity: z.string(),
        stated_at: z.iso.datetime(),
      }),
    ),
    formula: Turn,
    laterFormulas: z.array(Turn).default([]),
  });

export type Assertions = z.infer<ReturnType<typeof assertionsSchema>>;

/** The demo's assertions file is not as agreed. */
export class AssertionsShapeError extends Error {
  override readonly name = "AssertionsShapeError";
  constructor(problems: string) {
    super(
      `The assertions file cannot be read: ${problems}\nNothing was imported. ` +
        "See warehouse/ledger/store/assertions.ts for what it has to hold.",
    );
  }
}

export interface ImportAssertionsOptions {
  /** Native ids become account keys here and go no further. */
  readonly accountKey: (source: string, nativeId: string) => string;
  /** What the ledger calls a row of a workbook. */
  readonly rowIdentity: (row: Row) => string;
  /** The roles that may be granted: any other is refused, with the file. */
  readonly roles: readonly string[];
  /** SHA-256 of the formula file of this name. */
  readonly formulaDigest: (formula: string) => string;
  /** When the demo asserts them: the start of its clock. */
  readonly at?: string;
}

/**
 * Appends what the demo asserts in place of people, by actor `demo`. Approval keys are confirmed by
 * the demo too, and their events say so. Importing again changes nothing.
 */
export async function importAssertions(
  ledger: Ledger,
  assertions: unknown,
  options: ImportAssertionsOptions,
): Promise<{ eventCount: number }> {
  const parsed = assertionsSchema(options.roles).safeParse(assertions);
  if (!parsed.success) throw new AssertionsShapeError(z.prettifyError(parsed.error));
  const entries = entriesOf(parsed.data, options);
  const stored = await ledger.appendAll(entries);
  return { eventCount: stored.length };
}

function entriesOf(
  assertions: Assertions,
  { accountKey, rowIdentity, formulaDigest, at }: ImportAssertionsOptions,
): readonly LedgerEntry[] {
  const keyOf = ({ source, nativeId }: Account) => accountKey(source, nativeId);
  // The key names the fact by its content: an import repeats it and never contradicts it.
  const common = (name: string, fact: unknown) => ({
    actor: "demo",
    uniqueKey: `demo:${name}:${sha256Hex(canonicalJson(fact))}`,
    ...(at === undefined ? {} : { at }),
  });
  const turns = [assertions.formula, ...assertions.laterFormulas];
  return [
    ...assertions.links.map(({ a, b, ...link }): LedgerEntry => {
      const payload = { ...link, account_a: keyOf(a), account_b: keyOf(b) };
      return { kind: "account_linked", payload, ...common("link", payload) };
    }),
    ...assertions.roles.map(({ account, ...role }): LedgerEntry => {
      const payload = { ...role, account: keyOf(account) };
      return { kind: "role_granted", payload, ...common("role", payload) };
    }),
    ...assertions.actors.map(({ account, actor, owner }): LedgerEntry => {
      const payload = {
        account: keyOf(account),
        actor,
        owner: owner === null ? null : keyOf(owner),
      };
      return { kind: "actor_declared", payload, ...common("actor", payload) };
    }),
    ...assertions.wallets.map(({ account, wallet, evidence, linked_at }): LedgerEntry => {
      const payload = { account: keyOf(account), wallet, method: "proof" as const, evidence };
      return { kind: "wallet_linked", payload, ...common("wallet", payload), at: linked_at };
    }),
    ...assertions.approvalKeys.flatMap(({ account, publicKey }): LedgerEntry[] => {
      const key_id = keyIdOf(publicKey);
      const payload = { key_id, account: keyOf(account), public_key: publicKey };
      const uniqueKey = `approval-key:${key_id}`;
      const confirmed = { key_id, confirmed_by: "demo" };
      return [
        { kind: "approval_key_registered", payload, ...common("key", payload), uniqueKey },
        { kind: "approval_key_confirmed", payload: confirmed, ...common("confirmed", confirmed) },
      ];
    }),
    ...assertions.verdicts.map(({ account, attempt, task, cohort, ...said }): LedgerEntry => {
      const bound = {
        ...said,
        account: keyOf(account),
        attempt_id: rowIdentity(attempt),
        task_id: rowIdentity(task),
        cohort_id: cohort,
        way: "workbook" as const,
      };
      const { uniqueKey, ...by } = common("verdict", bound);
      const payload = { ...bound, verdict_id: `v_${sha256Hex(uniqueKey).slice(0, 32)}` };
      return { kind: "verdict_stated", payload, uniqueKey, ...by };
    }),
    ...turns.map(({ formula, valid_from }): LedgerEntry => ({
      kind: "formula_activated",
      payload: { formula, digest: formulaDigest(formula), valid_from },
      ...common("formula", { formula, valid_from }),
    })),
  ];
}
