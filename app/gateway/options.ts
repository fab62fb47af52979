import type { Log } from "../runtime/logs.ts";
import type { Explorers } from "../community/explorer.ts";
import type { Locale } from "../community/words.ts";
import type { ModelStates } from "../lineage/model-states.ts";
import type { Step } from "../runtime/steps.ts";
import type { Addresses } from "./addresses.ts";
import type { Answers } from "./answers/answers.ts";
import type { Limits } from "./limits.ts";
import type { Published } from "./data/principal.ts";
import type { DistributionDesk } from "./distributions/desk.ts";
import type { HookDesk } from "./hooks/desk.ts";
import type { KeyDesk } from "./keys/desk.ts";
import type { CodeDesk } from "./identity/codes.ts";
import type { PeopleDesk } from "./identity/desk.ts";
import type { SignInDesk } from "./identity/sign-ins.ts";
import type { RoleDesk } from "./roles/desk.ts";
import type { DiscourseConnect } from "./sign-in/discourse-connect.ts";
import type { DemoPerson } from "./sign-in/pages.ts";
import type { Sessions } from "./sign-in/sessions.ts";
import type { Site } from "./site.ts";
import type { WalletDesk } from "./wallets/desk.ts";
import type { VerdictDesk } from "./verdicts/desk.ts";

/** All that the gateway is given: what is published, who may sign in how, and what it tells. */
export interface GatewayOptions {
  readonly addresses: Addresses;
  readonly limits: Limits;
  readonly sessions: Sessions;
  /** Null until the first snapshot is published. */
  readonly published: () => Published | null;
  /** Null until the shell is built. */
  readonly site: () => Site | null;
  /** What the shell's pages may ask; null until it is built. */
  readonly answers: () => Answers | null;
  readonly steps: () => readonly Step[];
  readonly desk: DistributionDesk;
  readonly keys: KeyDesk;
  readonly roles: RoleDesk;
  readonly people: PeopleDesk;
  readonly codes: CodeDesk;
  readonly signIns: SignInDesk;
  readonly wallets: WalletDesk;
  readonly verdicts: VerdictDesk;
  readonly hooks: HookDesk;
  /** Every table of the warehouse as it stands now; null before the first run. */
  readonly models: () => Promise<ModelStates | null>;
  readonly timeZone: string;
  readonly token: { readonly symbol: string; readonly decimals: number };
  /** The community's: of the gateway's own pages, and the first one of the shell's. */
  readonly locale: Locale;
  readonly explorers: Explorers;
  /** Of the named cluster that tokens are paid on; null for the embedded chain and an unknown one. */
  readonly genesis: string | null;
  /** Systems that the community has connected: what a page lacks of others, it says so. */
  readonly systems: readonly string[];
  /** Streams that did not answer in the last run, and since when their data is old: null, if ever. */
  readonly stale: () => readonly { readonly stream: string; readonly since: string | null }[];
  /** Present in the demo only, on loopback only. */
  readonly demo: {
    readonly people: () => readonly DemoPerson[];
    accountOf(id: string): string | null;
  } | null;
  readonly club: { readonly connect: DiscourseConnect; accountOf(nativeId: string): string } | null;
  readonly log: Log;
}
