import type { FastifyInstance } from "fastify";
import { z } from "zod";

import { change } from "../change.ts";
import type { GatewayOptions } from "../options.ts";
import type { Who } from "../sign-in/who.ts";

/** As many as one click confirms; each with a remark of some sentences. */
const STATEMENTS_MAX = 500;
const BODY_BYTES_MAX = 4 * 1024 * 1024;
const REMARK_CHARS_MAX = 20_000;

const saidBody = z
  .strictObject({
    attemptId: z.string().min(1).max(100),
    textDigest: z.string().regex(/^[0-9a-f]{64}$/, "64 hex characters"),
    taskId: z.string().min(1).max(200),
    cohortId: z.string().min(1).max(100),
    verdict: z.enum(["accepted", "returned", "withdrawn"]),
    grade: z.int().min(1).max(5).nullable(),
    remark: z.string().max(REMARK_CHARS_MAX).nullable(),
    way: z.enum(["page", "workbook"]),
  })
  .refine(
    ({ verdict, grade, remark }) => verdict !== "withdrawn" || (grade ?? remark) === null,
    "what is withdrawn has neither grade nor remark",
  );

const statementsBody = z.strictObject({
  statements: z.array(saidBody).min(1).max(STATEMENTS_MAX),
});

/** What masters say of texts, as statements in the ledger: seen at once, counted by the next run. */
export function verdictRoutes(
  server: FastifyInstance,
  { verdicts }: Pick<GatewayOptions, "verdicts">,
  who: Who,
): void {
  server.get("/api/verdicts", async (request, reply) => {
    const principal = who.holding(request, "master");
    return principal === null ? who.refuse(request, reply) : verdicts.list(principal);
  });

  change(
    server,
    who,
    { path: "/api/verdicts", role: "master", body: statementsBody, bytesMax: BODY_BYTES_MAX },
    verdicts.state,
  );
}
