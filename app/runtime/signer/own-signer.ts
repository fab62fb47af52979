import { existsSync } from "node:fs";

import type { Caps } from "../../../activities/settlement/caps.ts";
import {
  ensureSettlerKey,
  readSettlerKey,
  SettlerKeyError,
} from "../../../activities/settlement/chain/settler-key.ts";
import { createSigner } from "../../../activities/settlement/signer/create-signer.ts";
import type { Signer } from "../../../activities/settlement/signer/port.ts";
import { openSignerStore } from "../../../activities/settlement/signer/store.ts";
import type { TokenCaps } from "../../../activities/settlement/signer/token-caps.ts";
import { followLedger, type LedgerPlace } from "../../../warehouse/ledger/index.ts";
import type { Clock } from "../../community/clock.ts";

/** Where a signer has its key, its memory, and the ledger that it reads. */
export interface SignerSettings {
  readonly ledger: LedgerPlace;
  readonly keyFile: string;
  /** On the embedded chain a first start makes a key; on a cluster a person does. */
  readonly makesKey: boolean;
  readonly store: string;
  readonly caps: Caps;
  readonly tokenCaps: TokenCaps;
}

/** A signer of this process: it alone opens the key. */
export function openOwnSigner(
  { ledger, keyFile, makesKey, store, caps, tokenCaps }: SignerSettings,
  clock: Clock,
): Signer & AsyncDisposable {
  if (!makesKey && !existsSync(keyFile)) {
    throw new SettlerKeyError(
      `There is no settler's key at ${keyFile}. Make one with solana-keygen new --outfile, or name ` +
        "its file by VKLAD_SETTLEMENT_KEY_FILE.",
    );
  }
  const settler = makesKey ? ensureSettlerKey(keyFile) : readSettlerKey(keyFile);
  const opened = new AsyncDisposableStack();
  const signer = createSigner({
    settler,
    ledger: opened.use(followLedger(ledger)),
    store: opened.use(openSignerStore(store)),
    clock: { now: () => clock.now().getTime() },
    caps,
    tokenCaps,
  });
  return { ...signer, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
