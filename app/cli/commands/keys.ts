import {
  confirmKey,
  keyRecords,
  keyRegistrationText,
  keyIdOf,
  openLedger,
  openLedgerToRead,
  registerKey,
  type KeyRecord,
} from "../../../warehouse/ledger/index.ts";
import { type Start, start, startToWrite } from "../../runtime/start.ts";
import { words } from "../../community/words.ts";
import { publishedNames } from "../keys/names.ts";
import { accountOption, bytesOption, keyIdOption } from "../keys/signed-bytes.ts";
import type { CommonOptions } from "../options.ts";

/** Prints every signing key there ever was. Reads the ledger and the published names. */
export async function keysList(options: CommonOptions): Promise<void> {
  const { folder, terminal, locale } = await start(options);
  await using ledger = await openLedgerToRead(folder.ledger);
  const records = [...keyRecords((await ledger?.read()) ?? []).values()];
  if (records.length === 0) terminal.line(words[locale].keysNone);
  const nameOf = await publishedNames(folder.snapshots);
  for (const key of records)
    terminal.line([key.keyId, nameOf(key.account), stateOf(key, nameOf, locale)].join("  "));
}

function stateOf(
  { confirmedBy, reason, revoked }: KeyRecord,
  nameOf: (account: string) => string,
  locale: Start["locale"],
): string {
  const said = words[locale];
  if (revoked !== null) return `${said.keyRevoked} ${nameOf(revoked.by)} (${revoked.reason})`;
  if (confirmedBy === null) return said.keyWaiting;
  const machine = { operator: said.keyOfOperator, demo: said.keyOfDemo }[confirmedBy];
  const why = reason === null ? "" : ` (${reason})`;
  return `${said.keyConfirmed} ${machine ?? nameOf(confirmedBy)}${why}`;
}

/** The very first key of a committee: refused once one counts. */
export async function keysConfirm(
  options: CommonOptions,
  named: string,
  { reason }: { readonly reason: string },
): Promise<void> {
  const { folder, clock, terminal, locale } = await startToWrite(options);
  await using ledger = openLedger({ ...folder.ledger, clock: () => clock.now() });
  const keyId = keyIdOption(named, keyRecords(await ledger.read()).keys());
  await confirmKey(ledger, { keyId, by: { operator: { reason } }, now: clock.now() });
  terminal.line(`${words[locale].keyFirst}: ${keyId}`);
}

/** Takes a key by a signature that was made elsewhere, or prints what is to be signed. */
export async function keysRegister(
  options: CommonOptions,
  given: { readonly account: string; readonly publicKey: string; readonly signature?: string },
): Promise<void> {
  const [source, nativeId] = accountOption("--account", given.account);
  const publicKey = bytesOption("--public-key", given.publicKey, 32);
  const { folder, clock, identity, terminal, locale } = await startToWrite(options);
  const account = identity.accountKey(source, nativeId);
  const said = words[locale];
  if (given.signature === undefined) {
    terminal.line(`${said.keySign}:\n${keyRegistrationText(account, publicKey)}`);
    return;
  }
  const proof = bytesOption("--signature", given.signature, 64);
  await using ledger = openLedger({ ...folder.ledger, clock: () => clock.now() });
  await registerKey(ledger, { account, publicKey, proof, actor: "operator" });
  terminal.line(`${said.keyRegistered}: ${keyIdOf(publicKey)}`);
}
