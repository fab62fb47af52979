/** A small community in which links are drawn: three systems, some links, wallets and offices. */
import { rawRow, RUN, workbookRecord } from "../../models/given.ts";
import type { Model } from "../../models/model.ts";
import { models } from "../../models/index.ts";
import { formerMemberIds } from "../../models/core/identity/former_member_ids.ts";
import { identitySuggestions } from "../../models/core/identity/identity_suggestions.ts";
import { members } from "../../models/core/identity/members.ts";
import { memberWallets } from "../../models/core/distributions/member_wallets.ts";
import { oneEach } from "../../models/core/identity/one-each.ts";
import { ledgerFeed, type KnownAccounts, type Ledger } from "../../warehouse/ledger/index.ts";
import type { NamedAccount } from "../../warehouse/ledger/index.ts";
import { givenPerson } from "../../warehouse/ledger/given.ts";
import { givenWallet } from "../../warehouse/ledger/people/links/given-links.ts";
import { givenWarehouse } from "../warehouse.ts";

const CLUB = [1, 2, 3, 4, 5, 6];
const BOOK = ["u1", "u2", "u3", "u4", "u5"];
/** Nothing has been read of them: the ledger alone names them, and only while a link stands. */
const UNREAD = ["t1", "t2", "t3", "t4", "t5"];

const named = (system: string, id: number | string): NamedAccount => {
  return { account: `a_${system}_${id}`, system };
};

export const ACCOUNTS: readonly NamedAccount[] = [
  ...CLUB.map((id) => named("discourse", id)),
  ...BOOK.map((id) => named("nocodb", id)),
  ...UNREAD.map((id) => named("telegram", id)),
];

const systems = new Map(ACCOUNTS.map(({ account, system }) => [account, system]));

/** As a gateway has it from the newest snapshot: of accounts without a trace it knows nothing. */
export const KNOWN: KnownAccounts = {
  systemOf: (account) => {
    const system = systems.get(account) ?? null;
    return system === "telegram" ? null : system;
  },
  actorOf: () => null,
  oneEach: [...oneEach, "telegram"],
};

export const DEANERY = ["a_discourse_5", "a_discourse_6"] as const;

/** When the drawn sequence begins. */
export const START = new Date("2026-09-20T09:00:00.000Z");

/** Links of before that stand through every sequence, one of which the models refuse. */
export async function writeBase(ledger: Ledger): Promise<void> {
  const at = "2026-09-01T00:00:00.000Z";
  for (const account of DEANERY) {
    const dates = { valid_from: at, valid_to: null };
    const payload = { account, role: "deanery", stream: null, ...dates };
    await ledger.append("role_granted", payload, { actor: "configuration", at });
  }
  const pairs = [
    ["a_discourse_1", "a_nocodb_u1"],
    ["a_discourse_2", "a_telegram_t1"],
    // By a script of before, and wrong: it gives one person two accounts of the club.
    ["a_discourse_2", "a_nocodb_u1"],
  ] as const;
  for (const [index, [account_a, account_b]] of pairs.entries()) {
    const link = { account_a, account_b, method: "manual" as const, evidence: "before" };
    const of = { system_a: systems.get(account_a), system_b: systems.get(account_b) };
    const payload = { ...link, ...of, link_id: `base-${index}`, valid_from: at };
    await ledger.append("account_linked", payload, { actor: "operator:jane", at });
  }
  for (const account of ["a_discourse_1", "a_discourse_3", "a_nocodb_u2"]) {
    const wallet = givenPerson(`wallet of ${account}`);
    await givenWallet(ledger, { account, system: "" }, wallet, new Date(at));
  }
}

/** The tables that say who is who and whose the money is; all others follow from these and the sources. */
const TABLES = [
  "accounts",
  "member_roots",
  "member_accounts",
  "members",
  "identity_conflicts",
  "former_member_ids",
  "member_wallets",
  "identity_suggestions",
] as const;

export type Tables = Readonly<Record<(typeof TABLES)[number], string>>;

/** What the ledger's events move of what those tables read; in this base nobody has contributed. */
const MOVED: ReadonlySet<string> = new Set<string>([
  ...TABLES,
  "stg_ledger_actors",
  "stg_ledger_links",
  "stg_ledger_link_revocations",
  "stg_ledger_roles",
  "stg_ledger_suggestion_refusals",
  "stg_ledger_wallets",
  "ledger_accounts",
  "current_links",
  "nocodb_members",
  "enrolments",
  "address_pairs",
]);

export interface Builder extends AsyncDisposable {
  /** Those tables, built by DuckDB from the ledger as it would land, each as one text. */
  tablesOf(ledger: Ledger): Promise<{ readonly texts: Tables; readonly members: Members }>;
}

/** Each account's member. */
export type Members = ReadonlyMap<string, string>;

const RAW = "raw_ledger_events_current";

export async function openBuilder(): Promise<Builder> {
  const answers = BOOK.map((id, index) => {
    const CreatedBy = { id, display_name: `Имя ${index}` };
    const fields = { Task: 1, Stream: 1, CreatedBy };
    return { ...rawRow(["m", index], workbookRecord("Answers", index, fields)), ordinal: 1n };
  });
  const warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_discourse_users_current: CLUB.map((id) =>
      rawRow(id, { id, username: `member${id}`, name: `Имя ${id - 1}`, active: true }),
    ),
    raw_nocodb_records_versions: answers,
  });
  const order = inOrder([members, formerMemberIds, memberWallets, identitySuggestions]);
  for (const model of order) await warehouse.build(model as typeof members);
  const { db } = warehouse;
  return {
    async tablesOf(ledger) {
      const feed = ledgerFeed(ledger);
      const until = "2027-01-01T00:00:00Z";
      const signal = new AbortController().signal;
      const { records, done } = await feed.fetchPage({ cursor: null, until, signal });
      if (!done) throw new Error("The ledger of a sequence is more than one page.");
      await db.deleteFrom(RAW).execute();
      const rows = records.map((record) =>
        rawRow((record as { seq: number }).seq, record as object),
      );
      await db.insertInto(RAW).values(rows).execute();
      for (const model of order)
        if (MOVED.has(model.name)) await warehouse.build(model as typeof members);
      const texts: Record<string, string> = {};
      for (const table of TABLES) {
        const found = await db.selectFrom(table).selectAll().execute();
        const lines = found.map((row) =>
          JSON.stringify(row, (_key, value: unknown) =>
            typeof value === "bigint" ? `${value}` : value,
          ),
        );
        texts[table] = lines.toSorted().join("\n");
      }
      const own = await db.selectFrom("member_accounts").selectAll().execute();
      const whose = own.map((row) => [`${row["account_key"]}`, `${row["member_id"]}`] as const);
      return { texts: texts as unknown as Tables, members: new Map(whose) };
    },
    [Symbol.asyncDispose]: () => warehouse[Symbol.asyncDispose](),
  };
}

/** These models and all that they read, inputs first. */
function inOrder(wanted: readonly Model[]): readonly Model[] {
  const byName = new Map(models.map((one) => [one.name, one]));
  const order = new Set<Model>();
  const add = (model: Model): void => {
    for (const { name } of model.from) {
      const input = byName.get(name);
      if (input !== undefined && !order.has(input)) add(input);
    }
    order.add(model);
  };
  for (const model of wanted) add(model);
  return [...order];
}
