import { resolve } from "node:path";

import { signerSocketOf } from "../../community/settlement.ts";
import { makeForOwnerOnly } from "../../community/owner-only.ts";
import { openOwnSigner } from "../../runtime/signer/own-signer.ts";
import { signerSettings } from "../../runtime/signer/open-signer.ts";
import { givenSocket, listenAsSigner } from "../../runtime/signer/socket.ts";
import { start } from "../../runtime/start.ts";
import { version } from "../../runtime/version.ts";
import { SignerSocketMissingError } from "../errors.ts";
import type { CommonOptions } from "../options.ts";
import { signerWords } from "../signer-words.ts";

/** Holds the settler's key and answers whoever pays, until it is stopped. */
export async function signer(
  common: CommonOptions,
  { socket, home }: { readonly socket?: string; readonly home?: string },
): Promise<void> {
  const { config, folder, clock, locale, terminal, signal } = await start(common);
  makeForOwnerOnly();
  const fd = givenSocket(process.env);
  const path = socket ?? signerSocketOf(config, process.env);
  if (fd === null && path === null) throw new SignerSocketMissingError();
  const settings = signerSettings(
    { config, folder },
    process.env,
    home === undefined ? null : resolve(home),
  );
  await using own = openOwnSigner(settings, clock);
  const said = signerWords[locale];
  const ready = () =>
    terminal.line(`${said.signsFor} ${own.address}\n${said.listens}: ${path ?? `fd ${fd}`}`);
  const where = fd === null ? { path: path ?? "" } : { fd };
  await listenAsSigner(where, { signer: own, version: version() }, { signal, ready });
  terminal.line(said.stopped);
}
