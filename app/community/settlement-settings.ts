import { z } from "zod";

import type { Caps } from "../../activities/settlement/caps.ts";

/** Clusters by name: the node that everybody may ask, and the genesis hash that proves which it is. */
export const CLUSTERS = {
  devnet: {
    url: "https://api.devnet.solana.com",
    genesis: "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG",
  },
  "mainnet-beta": {
    url: "https://api.mainnet-beta.solana.com",
    genesis: "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d",
  },
} as const;

const address = z
  .string()
  .regex(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/, "an address of Solana, in base58");
const node = z.url({ protocol: /^https?$/ });

function isNode(text: string): boolean {
  return node.safeParse(text).success;
}

const amount = z.int().min(1);

/** A page of an explorer: what is looked for has its place in the path or the query, never the host. */
function pageOf(place: string) {
  const form = new RegExp(`^(https?://[^\\s/{}]+/\\S*\\{${place}\\}\\S*)?$`);
  return z.string().regex(form, `an address with {${place}} behind its host, or nothing`);
}

const EXPLORER = "https://explorer.solana.com";

/** Amounts of tokens as a person writes them: whole ones, with a point where there are parts. */
export const tokenAmount = z
  .string()
  .regex(/^\d+(\.\d{1,9})?$/, 'a decimal string in whole tokens, such as "40000"');

/** The signer's caps, each by what it is of. */
const TOKEN_CAPS = {
  planTokens: tokenAmount,
  lineTokens: tokenAmount,
  personTokens: tokenAmount,
  hourTokens: tokenAmount,
};

/** What `vklad.config.ts` may say under `settlement`: where tokens are, and what paying may cost. */
export const settlementSettings = z
  .strictObject({
    /** `embedded` pays on a chain of our own, with tokens that never leave it. */
    cluster: z
      .string()
      .refine(
        (named) => named === "embedded" || Object.hasOwn(CLUSTERS, named) || isNode(named),
        "embedded, devnet, mainnet-beta or the address of a node",
      )
      .default("embedded"),
    /** Nodes of other operators: what money hangs on is believed only where all say the same. */
    witnesses: z.array(node).max(4).default([]),
    mint: address.optional(),
    /** The token account that pays: the settler owns it, or is allowed to spend from it. */
    treasury: address.optional(),
    /** Where pages and terminal lead to for what is on a named cluster; empty: nowhere. */
    explorer: z
      .strictObject({
        transaction: pageOf("signature").default(`${EXPLORER}/tx/{signature}?cluster={cluster}`),
        address: pageOf("address").default(`${EXPLORER}/address/{address}?cluster={cluster}`),
      })
      .prefault({}),
    /** Who pays; absent: the treasury's owner. */
    settler: address.optional(),

    /** The socket of `vklad signer`, where it runs by itself; else whoever pays starts one. */
    signer: z
      .string()
      .regex(/^\/./, "the path of a unix socket, such as /run/vklad/signer.sock")
      .optional(),
    priorityFee: z
      .strictObject({
        /** The most that is offered for a unit of compute; 0 asks for no place before others. */
        maxMicroLamports: z.int().min(0).default(50_000),
      })
      .prefault({}),
    caps: z
      .strictObject({
        receiptRentLamports: amount,
        tokenAccountRentLamports: amount,
        unitPriceMicroLamports: amount,
        units: amount.max(1_400_000),
        transactionFeeLamports: amount,
        planFeeLamports: amount,
        ...TOKEN_CAPS,
      } satisfies Record<keyof Caps | keyof typeof TOKEN_CAPS, z.ZodType>)
      .partial()
      .prefault({}),
  })
  .prefault({});

/** What of the settings does not fit together: where, and what was expected. */
export function settlementFaults(
  { cluster, witnesses, mint, treasury, settler }: z.infer<typeof settlementSettings>,
  isDemo: boolean,
): readonly { readonly path: readonly string[]; readonly message: string }[] {
  if (cluster === "embedded") {
    const message = "nothing, because the embedded chain makes its own; name a cluster beside it";
    return [
      ...(mint === undefined ? [] : [{ path: ["mint"], message }]),
      ...(treasury === undefined ? [] : [{ path: ["treasury"], message }]),
      ...(settler === undefined ? [] : [{ path: ["settler"], message }]),
      ...(witnesses.length === 0 ? [] : [{ path: ["witnesses"], message }]),
    ];
  }
  const demo = "embedded, because a demo pays nobody; remove the demo section";
  return [
    ...(isDemo ? [{ path: ["cluster"], message: demo }] : []),
    ...(mint === undefined ? [{ path: ["mint"], message: "the address of the token's mint" }] : []),
    ...(treasury === undefined
      ? [
          {
            path: ["treasury"],
            message: "the token account that pays; `vklad treasury make` makes one",
          },
        ]
      : []),
  ];
}
