import type { FastifyInstance } from "fastify";
import { z } from "zod";

import { isReason } from "../../../warehouse/ledger/index.ts";
import { base64 } from "../base64-body.ts";
import { change } from "../change.ts";
import type { GatewayOptions } from "../options.ts";
import type { Who } from "../sign-in/who.ts";

const keyBody = z.strictObject({ publicKey: base64(32), proof: base64(64) });
const approvalBody = z.strictObject({
  digest: z.string().regex(/^[0-9a-f]{64}$/, "64 hex characters"),
  publicKey: base64(32),
  signature: base64(64),
});

const reason = z.string().trim().min(1).max(500);
const steerBody = z.strictObject({
  period: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "a month such as 2026-09"),
  wish: z.enum(["hold", "resume", "void", "revise"]),
  reason,
});
const lineBody = z.strictObject({
  period: steerBody.shape.period,
  digest: approvalBody.shape.digest,
  line: z.string().regex(/^[0-9a-f]{64}$/, "64 hex characters"),
  wish: z.enum(["hold", "drop", "release"]),
  reason: z.string().trim().refine(isReason, "one line of up to 500 characters"),
});
const acknowledgeBody = z.strictObject({
  signature: z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{64,88}$/, "a transaction's signature"),
  note: reason,
});

/**
 * What changes by the minute, as JSON: who has signed, which batch is final.
 *
 * A session alone approves nothing: the ledger takes a signature by a registered key or nothing.
 */
export function distributionRoutes(
  server: FastifyInstance,
  { desk }: Pick<GatewayOptions, "desk">,
  who: Who,
): void {
  server.get("/api/distributions", async (request, reply) => {
    const principal = who.holding(request, "committee");
    return principal === null ? who.refuse(request, reply) : desk.list(principal);
  });

  server.get<{ Params: { digest: string } }>(
    "/api/distributions/:digest/report",
    async (request, reply) => {
      const principal = who.holding(request, "committee");
      if (principal === null) return who.refuse(request, reply);
      const report = await desk.report(principal, request.params.digest);
      return report ?? reply.code(404).send({ error: "no_plan_here" });
    },
  );

  server.get("/api/my/payments", async (request, reply) => {
    const principal = who.holding(request, "trainee");
    return principal === null ? who.refuse(request, reply) : desk.payments(principal);
  });

  change(server, who, { path: "/api/keys", role: "committee", body: keyBody }, desk.registerKey);
  change(
    server,
    who,
    { path: "/api/approvals", role: "committee", body: approvalBody },
    desk.approve,
  );
  change(
    server,
    who,
    { path: "/api/distributions/steer", role: "committee", body: steerBody },
    desk.steer,
  );
  change(
    server,
    who,
    { path: "/api/distributions/lines", role: "committee", body: lineBody },
    desk.steerLine,
  );
  change(
    server,
    who,
    { path: "/api/distributions/acknowledge", role: "committee", body: acknowledgeBody },
    desk.acknowledge,
  );
}
