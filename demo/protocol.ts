/** What the demo process says and accepts. `app/` spawns it and reads one line of JSON. */
import type { DEMO_CATEGORIES } from "./discourse/meanings.ts";
import type { DEMO_TABLES } from "./nocodb/mapping.ts";
import type { GrantedRole, Role } from "../models/roles.ts";

/** Systems beside the club and the workbooks. */
export type ElsewhereSource = "telegram" | "discord" | "hypothesis" | "posthog";

export interface NativeAccount {
  readonly source: "discourse" | "nocodb" | ElsewhereSource;
  readonly nativeId: string;
}

/** Someone who can be chosen in the demo's sign-in. */
export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly account: NativeAccount;
  readonly note?: string;
}

/** Printed once, when all twins listen. The process ends when its standard input closes. */
export interface Hello {
  readonly ready: true;
  /** Settings and secrets, by the name of the system's connector. */
  readonly sources: {
    readonly discourse: {
      readonly url: string;
      readonly apiKey: string;
      readonly apiUsername: string;
      /** What posts of its categories are, as the settings of a real community say it. */
      readonly categories: typeof DEMO_CATEGORIES;
    };
    readonly nocodb: {
      readonly url: string;
      readonly token: string;
      readonly baseId: string;
      /** Which of its tables is what, as the settings of a real community say it. */
      readonly tables: typeof DEMO_TABLES;
    };
    readonly guides: { readonly dir: string; readonly publishedAt: readonly string[] };
    readonly telegram: {
      readonly url: string;
      readonly token: string;
      readonly chats: Readonly<Record<string, { readonly cohort?: string }>>;
      readonly export: readonly string[];
      readonly updates: "polling";
    };
    readonly discord: {
      readonly url: string;
      readonly token: string;
      readonly guild: string;
      readonly channels: Readonly<Record<string, { readonly cohort?: string }>>;
    };
    readonly hypothesis: {
      readonly url: string;
      readonly token: string;
      readonly groups: readonly string[];
      readonly moderates: boolean;
    };
    readonly posthog: {
      readonly url: string;
      readonly apiKey: string;
      readonly project: string;
      readonly properties: readonly string[];
      readonly settleMinutes: number;
      readonly lateDays: number;
      readonly personsEveryHours: number;
    };
  };
  readonly assertionsFile: string;
  readonly truthFile: string;
  readonly control: string;
  readonly people: readonly DemoPerson[];
  /** The committee member who proposes plans and therefore never approves one. */
  readonly proposer: NativeAccount;
}

export interface AssertedRole {
  readonly account: NativeAccount;
  readonly role: GrantedRole;
  /** The `Id` of a row of the NocoDB table Streams, as text. */
  readonly stream: string | null;
  readonly valid_from: string;
  readonly valid_to: string | null;
}

export interface AssertedLink {
  readonly link_id: string;
  readonly a: NativeAccount;
  readonly b: NativeAccount;
  readonly method: "proof";
  readonly evidence: string;
  readonly valid_from: string;
}

/** A row of the base, as its identity is made of it. */
export interface AssertedRow {
  readonly tableId: string;
  readonly id: number;
  readonly creatorId: string | null;
  readonly createdAt: string;
}

/** What a master said of a text of an attempt, at the instant the workbook got it. */
export interface AssertedVerdict {
  readonly account: NativeAccount;
  readonly attempt: AssertedRow;
  /** SHA-256 of the text as UTF-8, in hex. */
  readonly text_digest: string;
  readonly verdict: "accepted" | "returned";
  readonly grade: number | null;
  readonly remark: string | null;
  readonly task: AssertedRow;
  /** The `Id` of a row of the NocoDB table Streams, as text. */
  readonly cohort: string;
  readonly section_id: string;
  /** Millionths, as a decimal string. */
  readonly complexity: string;
  readonly stated_at: string;
}

/** What no source knows and the demo asserts in place of people: it enters the ledger. */
export interface Assertions {
  readonly links: readonly AssertedLink[];
  readonly roles: readonly AssertedRole[];
  readonly actors: readonly {
    readonly account: NativeAccount;
    readonly actor: "bot" | "agent";
    readonly owner: NativeAccount | null;
  }[];
  readonly wallets: readonly {
    readonly account: NativeAccount;
    /** An ed25519 public key in base58. */
    readonly wallet: string;
    readonly evidence: string;
    readonly linked_at: string;
  }[];
  /** Raw 32 bytes in base64. The private halves live in the demo process and sign on demand. */
  readonly approvalKeys: readonly {
    readonly account: NativeAccount;
    readonly publicKey: string;
    readonly label: string;
  }[];
  readonly verdicts: readonly AssertedVerdict[];
  readonly formula: { readonly formula: string; readonly valid_from: string };
  /** Those that take its place from later months on. */
  readonly laterFormulas?: readonly { readonly formula: string; readonly valid_from: string }[];
}
