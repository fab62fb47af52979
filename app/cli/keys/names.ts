import { readCurrentSnapshot } from "../../../warehouse/snapshot/index.ts";
import { readRows } from "../../../warehouse/snapshot/rows.ts";

/** Names as they were published last, for the operator's own terminal; else the account's key. */
export async function publishedNames(snapshots: string): Promise<(account: string) => string> {
  const snapshot = await readCurrentSnapshot(snapshots).catch(() => null);
  const rows = snapshot === null ? [] : await readRows(snapshot, "gateway_names").catch(() => []);
  const names = new Map(rows.map((row) => [`${row["account_key"]}`, `${row["name"]}`]));
  return (account) => names.get(account) ?? account;
}
