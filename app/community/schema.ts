import { z } from "zod";

import { grantedRoles, roleEntry } from "../../models/roles.ts";
import { formulas } from "../../models/scores/formula/index.ts";
import type { AccountNamespace } from "../../sources/connector.ts";
import { connectors } from "./connectors.ts";
import { settlementFaults, settlementSettings, tokenAmount } from "./settlement-settings.ts";
import { insteadOfZone } from "./time-zone.ts";

/** What `vklad.config.ts` may say under `sources`: each system's own part. */
const sources = z.strictObject(
  Object.fromEntries(connectors.map(({ name, settings }) => [name, settings.optional()])) as {
    [C in (typeof connectors)[number] as C["name"]]: z.ZodOptional<C["settings"]>;
  },
);

const namespaces = connectors.flatMap(({ accounts }) => Object.entries<AccountNamespace>(accounts));
const account = z
  .string()
  .regex(
    new RegExp(`^(${namespaces.map(([name]) => name).join("|")}):.+$`),
    `an account such as ${namespaces.map(([name, { example }]) => `${name}:${example}`).join(" or ")}`,
  );
const period = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "a calendar month such as 2026-07");
const webAddress = z.url({ protocol: /^https?$/ });
const bilingual = z.strictObject({ ru: z.string().min(1), en: z.string().min(1) });

const settings = z.strictObject({
  community: z.strictObject({
    name: bilingual,
    timeZone: z.string().refine((value) => insteadOfZone(value) === null, {
      error: ({ input }) => insteadOfZone(String(input)) ?? "",
    }),
    /**
     * Of the gateway's own pages (sign-in, progress, refusals), and of the terminal where neither
     * `--locale` nor the environment names Russian or English; the first one, too, of those pages of
     * the dashboards that are in both: the others are Russian.
     */
    locale: z.enum(["ru", "en"]),
  }),
  sources,
  /** Who may see and do what, from when on: these seed the ledger, which keeps them. */
  roles: z
    .array(
      z
        .strictObject({
          account,
          role: z.enum(grantedRoles()),
          /** The `Id` of a row of the workbooks' Streams: a cohort. Without it a master looks after all. */
          cohort: z.string().min(1).optional(),
          from: z.iso.datetime(),
          to: z.iso.datetime().optional(),
        })
        // It would be granted over everybody, and read as if it were not.
        .refine(({ role, cohort }) => cohort === undefined || roleEntry(role).byCohort, {
          path: ["cohort"],
          message: "nothing, because this role is not held in cohorts: it is for all of them",
        }),
    )
    .default([]),
  committee: z.strictObject({
    /** k of n. */
    threshold: z.int().min(2).max(11),
    /** How long a plan may be signed. */
    approvalDays: z.int().min(1).max(60),
    /**
     * Whoever's own lines are above this part of all that a plan pays needs one more signature beside
     * theirs. 5 where this is left out.
     */
    conflictSharePercent: z.number().min(0).max(100).default(5),
    /** How long after the last signature nothing is paid yet, so that somebody can hold it. */
    objectionHours: z
      .int()
      .min(0)
      .max(30 * 24)
      .default(0),
    /** Who proposes distributions, and so never approves one. */
    proposer: account.optional(),
  }),
  token: z.strictObject({
    symbol: z.string().regex(/^[A-Z]{2,10}$/, "2 to 10 capital letters"),
    decimals: z.int().min(0).max(9),
  }),
  /** Per calendar month and domain. */
  budgets: z.strictObject({ personal: tokenAmount, community: tokenAmount, world: tokenAmount }),
  /** The first formula, a dated file; the ledger puts later ones in force, each from a month on. */
  formula: z
    .string()
    .refine(
      (name) => formulas.some((formula) => formula.name === name),
      `a file of models/scores/formula/: ${formulas.map(({ name }) => name).join(", ")}`,
    ),
  distributions: z.strictObject({
    /** The first month that is paid for. */
    from: period,
    /** How long is kept what is due to people without a wallet. 12 where this is left out. */
    escrowMonths: z.int().min(1).max(120).default(12),
  }),
  /** Where the ledger rests: in the data folder, unless this names a schema of the database at VKLAD_LEDGER_URL. */
  ledger: z
    .strictObject({
      postgres: z.strictObject({
        schema: z
          .string()
          .regex(/^[a-z_][a-z0-9_]{0,39}$/, "a name of small letters, digits and _")
          .default("vklad"),
      }),
    })
    .optional(),
  /** Where snapshots are for all machines: `https://host/bucket/what-names-begin-with`, by S3's protocol. */
  objects: z
    .strictObject({
      url: webAddress.refine((url) => /^https?:\/\/[^/?#]+\/[^/?#]+/.test(url), {
        message: "an address with a bucket, such as https://s3.example.org/vklad",
      }),
      region: z.string().min(1).default("us-east-1"),
    })
    .optional(),
  /** Where tokens are paid: on an embedded chain, unless a cluster is named. */
  settlement: settlementSettings,
  gateway: z.strictObject({
    host: z.string().min(1),
    port: z.int().min(0).max(65_535),
    /** The address people open; needed where it is not the host and port above. */
    publicUrl: webAddress.optional(),
    /**
     * Other names by which a proxy asks this server, such as that of an nginx `upstream`. Its
     * public name, `localhost` and addresses in figures need not be named.
     */
    proxyHosts: z.array(z.string().regex(/^[\w.-]+$/, "a name without a port")).optional(),
    /**
     * How many connections one address may hold at once. 100 where this is left out; behind
     * `publicUrl`, where all come from the proxy's address, 1000: all there may be.
     */
    socketsPerAddress: z.int().min(1).max(1_000).optional(),
  }),
  /** Present in the demo configuration only: made-up people on loopback, switched in the browser. */
  demo: z.strictObject({ seed: z.int(), asOf: z.iso.datetime() }).optional(),
});

/** What a community decides. Secrets are never here: see `app/community/secrets.ts`. */
export const configSchema = settings.superRefine(
  ({ budgets, token, settlement, demo }, context) => {
    for (const { path, message } of settlementFaults(settlement, demo !== undefined))
      context.addIssue({ code: "custom", path: ["settlement", ...path], message });
    // A token has no smaller part than its decimals say: found here, and not when a month is over.
    const amounts = [
      ...Object.entries(budgets).map(([domain, text]) => [["budgets", domain], text] as const),
      ...Object.entries(settlement.caps).map(
        ([cap, value]) => [["settlement", "caps", cap], value] as const,
      ),
    ];
    for (const [path, amount] of amounts) {
      const digits = typeof amount === "string" ? (amount.split(".")[1]?.length ?? 0) : 0;
      if (digits > token.decimals)
        context.addIssue({
          code: "custom",
          path: [...path],
          message: `at most ${token.decimals} digits after the point, as token.decimals says`,
        });
    }
  },
);

export type Config = z.infer<typeof configSchema>;

/** What is written in `vklad.config.ts`, before it is checked. */
export type ConfigInput = z.input<typeof configSchema>;
