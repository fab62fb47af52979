/** What is kept under a name for all machines: object storage, behind as little as is used of it. */
export interface ObjectStore {
  /** What errors call it: its address. */
  readonly name: string;
  /** By name, in the order of their bytes: all whose name begins so. */
  list(prefix: string): Promise<readonly ListedObject[]>;
  /** Null where there is none, or where it is the one of this tag still. */
  get(name: string, unless?: { readonly tag: string }): Promise<StoredObject | null>;
  /**
   * There whole or not at all once it returns, for everybody who asks then. False, and nothing
   * written, where the condition does not hold.
   */
  put(name: string, bytes: Uint8Array, condition?: PutCondition): Promise<boolean>;
  /** Also where there is none. */
  remove(name: string): Promise<void>;
}

export interface ListedObject {
  readonly name: string;
  readonly writtenAt: Date;
}

export interface StoredObject {
  readonly bytes: Uint8Array;
  /** Another one after each put of other bytes. */
  readonly tag: string;
}

/** Where nobody has put one yet, or where it is the one of this tag still. */
export type PutCondition = { readonly isAbsent: true } | { readonly tag: string };
