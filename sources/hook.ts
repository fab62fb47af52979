import type { Json, Quarantined } from "./source.ts";

/** A delivery as it came: nothing of it is parsed before it is known to be genuine. */
export interface Delivery {
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** A stream's live feed is to be read soon, or to be swept, since only that finds a deletion. */
export interface Mark {
  readonly feed: string;
  readonly how: "read" | "sweep";
}

/** What no later read will tell: it lands by a feed of its own, `<stream>@hook`. */
export interface Kept {
  readonly feed: string;
  readonly content: Json;
}

export interface Told {
  /** Each delivery of a system has another one, and a repeated delivery has its own again. */
  readonly id: string;
  /** ISO 8601. Only an instant that the signature covers; absent where none is signed. */
  readonly signedAt?: string;
  readonly marks: readonly Mark[];
  readonly kept: readonly Kept[];
}

/** How a system tells us that something happened: `/hooks/<system>` of the gateway. */
export interface Hook {
  /** Shared with the system. Without it there is no such address. */
  readonly secret: {
    /** `VKLAD_…`; the same name with `_FILE` gives the path of a file that holds it. */
    readonly variable: string;
    /** What it is, in words for whoever has to set it on both sides. */
    readonly purpose: string;
  };
  /** Judges the raw bytes, in a time that tells nothing of the secret. */
  isGenuine(delivery: Delivery, secret: string): boolean;
  /** What a genuine delivery says; null for one of a shape that nobody knows. */
  read(delivery: Delivery): Told | null;
}

/** What hooks told of one feed and what has not landed yet, in the order in which it came. */
export interface KeptPage {
  readonly contents: readonly Json[];
  /** What was kept and cannot be opened any more. */
  readonly unreadable: readonly Quarantined[];
  /** Where to go on. What lies before it has landed, and is forgotten once it is given back. */
  readonly place: Json;
  readonly done: boolean;
}

export interface KeptContents {
  /** From a place on, null for the beginning, of what came until `until`. */
  after(
    feed: string,
    asked: { readonly place: Json; readonly until: string; readonly countMax: number },
  ): KeptPage;
}

/** The first value of a header, null where there is none. */
export function headerOf({ headers }: Delivery, name: string): string | null {
  const value = headers[name];
  return (typeof value === "string" ? value : value?.[0]) ?? null;
}
