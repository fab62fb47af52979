import { LINE_KINDS, type LedgerReader } from "../../warehouse/ledger/index.ts";

const KINDS = [
  "distribution_held",
  "distribution_resumed",
  "distribution_void_asked",
  "distribution_revision_asked",
  "foreign_transfer_acknowledged",
  ...LINE_KINDS,
] as const;

/**
 * What people asked of distributions since the last look, by a page or by a command in another
 * process: whoever pays looks again and again, and does it. The first look is at all there is.
 */
export function watchWishes(
  ledger: Pick<LedgerReader, "read">,
): () => Promise<readonly { readonly digest: string | null }[]> {
  let after = 0;
  return async () => {
    const asked = await ledger.read({ after, kinds: KINDS });
    after = asked.at(-1)?.seq ?? after;
    return asked.map(({ payload }) => ({ digest: "digest" in payload ? payload.digest : null }));
  };
}
