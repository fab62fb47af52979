import type { SignedAct } from "../../activities/settlement/treasury/act-file.ts";
import { actSigners } from "../../activities/settlement/treasury/act.ts";
import { CLUSTERS } from "../community/settlement-settings.ts";
import { wholeTokens } from "../community/tokens.ts";
import type { Locale } from "../community/words.ts";
import { treasuryWords } from "./treasury-words.ts";

/** What signed bytes do, in words: read from the bytes, and from nothing that stands beside them. */
export function actLines({ act, signatures }: SignedAct, locale: Locale): readonly string[] {
  const words = treasuryWords[locale];
  const { allows, treasury, owner, payer, genesis } = act;
  const named = Object.entries(CLUSTERS).find(([, cluster]) => cluster.genesis === genesis);
  const sum =
    allows === null
      ? words.revokes
      : `${words.allows} ${wholeTokens(allows.amount, allows.decimals)} ${words.tokens} (${allows.amount})`;
  return [
    sum,
    ...(allows === null
      ? []
      : [
          `  ${words.plan} ${allows.plan.period} ${allows.plan.digest.slice(0, 12)}`,
          `  ${words.to}: ${allows.delegate}`,
          `  ${words.mint}: ${allows.mint}`,
        ]),
    `  ${words.from} ${owner.address}: ${treasury}`,
    `  ${words.chain} ${named === undefined ? genesis : `${named[0]} (${genesis})`}`,
    ...(allows?.delegate === payer ? [] : [`  ${words.to}: ${payer}`]),
    ...actSigners(act).map(
      (signer) => `  ${signer}: ${signatures.has(signer) ? words.signed : words.notYet}`,
    ),
  ];
}
