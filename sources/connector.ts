import type { z } from "zod";

import type { Backfill, NoHistory } from "./backfill.ts";
import type { Hook, KeptContents } from "./hook.ts";
import type { HttpOptions } from "./http.ts";
import type { KeyedHash } from "./records.ts";
import type { CodeProof, SignIn, Talk } from "./proof.ts";
import type { Feed, Json, Stream } from "./source.ts";
import type { TableReader } from "./tables.ts";

/** What opens a system and so must not stand in a configuration file. */
export interface SecretNeed {
  /** `VKLAD_…`; the same name with `_FILE` gives the path of a file that holds it. */
  readonly variable: string;
  /** What it is, in words for whoever has to get it. */
  readonly purpose: string;
  /** Taken where none is given. Without it, the secret is needed. */
  readonly otherwise?: string;
}

/** How people are known in one system: `discourse` in `discourse:17`. */
export interface AccountNamespace {
  /** A native id as an example, for messages. */
  readonly example: string;
  /** Where native ids stand: JSON paths by stream. `models/staging/<system>` reads just these. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

export interface LandedCleaning {
  /** The stream whose records are cleaned, line by line as they landed. */
  readonly stream: string;
  /** The stream whose records say how; all that landed of it is given. */
  readonly by: string;
  readonly cleaner: (described: readonly Json[], hash: KeyedHash) => (line: string) => string;
}

/**
 * Who counts what is asked of a system; the rest is for systems of our own, which have no limit to
 * respect: the demo's and those of tests.
 */
export type Pace = Partial<
  Pick<HttpOptions, "perSecond" | "burst" | "deadlineMs" | "clock" | "usage">
>;

export interface Tools {
  /** Lands in place of an e-mail address. */
  readonly hash: KeyedHash;
  readonly pace: Pace;
  /** What hooks told and no read will tell again. Absent where only systems are asked. */
  readonly kept?: KeptContents;
  /** Reads files of tables. Without it, feeds that come as such files are not opened. */
  readonly tables?: TableReader;
}

/** Asks for as little as shows that a feed can be read, and says how many records came. */
export type Probe = (signal: AbortSignal) => Promise<number>;

/** How many records a system says that it has in a part of a stream: a table, a group, a month. */
export interface Count {
  readonly part: string;
  readonly count: number;
  /** Of those made from one instant on and before another; absent: of all there are now. */
  readonly made?: { readonly from: string; readonly before: string };
}

/** Asks for no record. A part that may not be seen is left out. */
export type Counter = (request: {
  readonly until: string;
  readonly signal: AbortSignal;
}) => Promise<readonly Count[]>;

/** Settings and revealed secrets of one system. */
export type ConnectionOf<S extends z.ZodObject, K extends string> = z.output<S> &
  Readonly<Record<K, string>>;

/** How a system itself tells whose account it is. */
export interface SignInProof<S> {
  /** A namespace of `accounts`: whose ids it tells. */
  readonly namespace: string;
  /** Of the gateway alone: nothing is read with it. */
  readonly secret: SecretNeed;
  /** Null where the settings name no application. */
  open(settings: S, secret: string, pace: Pace): SignIn | null;
}

/**
 * All there is to know of one system. Configuration, secrets, tables, `doctor` and account keys
 * follow from it: a new system is its folder and one line in `app/community/connectors.ts`.
 */
export interface Connector<
  N extends string = string,
  S extends z.ZodObject = z.ZodObject,
  K extends string = string,
> {
  /** Its key under `sources` in `vklad.config.ts`, and the beginning of its streams' names. */
  readonly name: N;
  /** What `vklad.config.ts` says of it. */
  readonly settings: S;
  /** By the name under which `open` gets them. */
  readonly secrets: Readonly<Record<K, SecretNeed>>;
  /** They have tables even where no such system is connected. */
  readonly streams: readonly Stream[];
  /** Takes out of what landed in an older version what must not land in this one. */
  readonly cleans?: LandedCleaning;
  /** By namespace; empty for a system that knows no people. */
  readonly accounts: Readonly<Record<string, AccountNamespace>>;
  /** How the system tells that something happened; absent where it never does. */
  readonly hook?: Hook;
  /** How somebody proves by a one-time code that an account there is theirs. */
  readonly proof?: CodeProof;
  readonly signIn?: SignInProof<z.output<S>>;
  /** Streams of which a span can be read beside the live feeds; absent with `noHistory` alone. */
  backfills?(connection: ConnectionOf<S, K>, tools: Tools): readonly Backfill[];
  /** Why no span can be read, and what to do instead. */
  readonly noHistory?: NoHistory;
  /** Where the system lets us answer an account: a code of it takes then what we answered, too. */
  talk?(connection: ConnectionOf<S, K>, tools: Pick<Tools, "pace">): Talk;
  /** Opens no socket yet: feeds ask when they are asked. */
  open(connection: ConnectionOf<S, K>, tools: Tools): readonly Feed[];
  /** By feed; one that has none here is asked for its first page instead, which must be cheap. */
  probes?(connection: ConnectionOf<S, K>, tools: Tools): Readonly<Record<string, Probe>>;
  /** By stream, where the system counts exactly what is read of it. */
  counts?(connection: ConnectionOf<S, K>, tools: Tools): Readonly<Record<string, Counter>>;
}

export type AnyConnector = Connector<string, any, any>;

/** Gives a connector its types: what `open` gets follows from `settings` and `secrets`. */
export function defineConnector<
  const N extends string,
  S extends z.ZodObject,
  const K extends string = never,
>(connector: Connector<N, S, K>): Connector<N, S, K> {
  return connector;
}
