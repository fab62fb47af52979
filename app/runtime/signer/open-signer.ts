import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";

import { SignerDownError } from "../../../activities/settlement/signer/errors.ts";
import { remoteSigner, type RemoteSigner } from "../../../activities/settlement/signer/remote.ts";
import { capsOf, signerSocketOf, tokenCapsOf } from "../../community/settlement.ts";
import type { Config } from "../../community/schema.ts";
import type { DataFolder } from "../../community/data-folder.ts";
import type { Log } from "../logs.ts";
import type { SystemOptions } from "../system-options.ts";
import { childSigner } from "./child.ts";
import type { SignerSettings } from "./own-signer.ts";
import { socketSigner } from "./socket.ts";

/** A signer that is started at the same moment as whoever pays is waited for. */
const START_MS_MAX = 10_000;

/** Where the signer of this configuration has its things; `home` is a folder of its own. */
export function signerSettings(
  { config, folder }: { readonly config: Config; readonly folder: DataFolder },
  env: NodeJS.ProcessEnv,
  home: string | null = null,
): SignerSettings {
  const named = env["VKLAD_SETTLEMENT_KEY_FILE"];
  return {
    ledger: folder.ledger,
    keyFile: named ?? join(home ?? folder.keys, "settler.json"),
    makesKey: config.settlement.cluster === "embedded",
    store: join(home ?? folder.signer, "signer.db"),
    caps: capsOf(config),
    tokenCaps: tokenCapsOf(config),
  };
}

/** The signer that the configuration names, or else one that is started beside this process. */
export async function openSigner(
  { config, folder, clock }: Pick<SystemOptions, "config" | "folder" | "clock">,
  log: Log,
): Promise<RemoteSigner> {
  const socket = signerSocketOf(config, process.env);
  const settings = signerSettings({ config, folder }, process.env);
  const open = () => (socket === null ? childSigner(settings, clock) : socketSigner(socket));
  const onBroken = () => log.write(socket === null ? "signer_ended" : "signer_gone");
  const began = performance.now();
  for (;;) {
    try {
      return await remoteSigner({ open, onBroken });
    } catch (error) {
      // A child that cannot begin says why at once.
      const isWaitedFor = socket !== null && error instanceof SignerDownError;
      if (!isWaitedFor || performance.now() - began > START_MS_MAX) throw error;
      await pause(250);
    }
  }
}

/** Whose key the signer at this socket has. */
export async function askSigner(socket: string): Promise<string> {
  const onBroken = () => undefined;
  await using asked = await remoteSigner({ open: () => socketSigner(socket), onBroken });
  return asked.address;
}
