import { defineConnector } from "../connector.ts";
import { inLargerPages } from "../larger-pages.ts";
import type { Feed } from "../source.ts";
import { hypothesisAnnotations, hypothesisAnnotationsStream } from "./annotations.ts";
import { hypothesisBackfill } from "./backfill.ts";
import { hypothesisCounts } from "./counts.ts";
import { type HypothesisConnection, hypothesisHttp, hypothesisSettings } from "./options.ts";
import { hypothesisProof } from "./proof.ts";
import { hypothesisProbes } from "./probes.ts";

/** A minute's worth of the service's rate would be 240, and a worker that dies loses a page. */
const REPLIES_PER_PAGE_MAX = 20;
const RECORDS_PER_PAGE_MAX = 1_000;

/** Groups of annotations on the community's guides, read with a member's or moderator's token. */
export const hypothesis = defineConnector({
  name: "hypothesis",
  settings: hypothesisSettings,
  secrets: {
    token: {
      variable: "VKLAD_HYPOTHESIS_TOKEN",
      purpose: "an API token of a member of the groups, or of a moderator",
      // What is public is read without one.
      otherwise: "",
    },
  },
  streams: [hypothesisAnnotationsStream],
  accounts: {
    hypothesis: {
      example: "acct:anna@hypothes.is",
      ids: { hypothesis_annotations: ["$.user"] },
    },
  },
  open: (connection, { pace }) => [
    inLargerPages(hypothesisAnnotations(optionsOf({ ...connection, ...pace })), {
      pagesMax: REPLIES_PER_PAGE_MAX,
      recordsMax: RECORDS_PER_PAGE_MAX,
    }) as Feed,
  ],
  proof: hypothesisProof,
  backfills: (connection, { pace }) => [hypothesisBackfill(optionsOf({ ...connection, ...pace }))],
  probes: (connection, { pace }) => hypothesisProbes(optionsOf({ ...connection, ...pace })),
  counts: (connection, { pace }) => hypothesisCounts(optionsOf({ ...connection, ...pace })),
});

function optionsOf({
  groups,
  moderates,
  ...connection
}: HypothesisConnection & {
  readonly groups: string[];
  readonly moderates: boolean | string[];
}) {
  const http = hypothesisHttp(connection);
  return { http, groups, moderates, hasToken: connection.token !== "" };
}
