import type { FastifyInstance } from "fastify";
import { z } from "zod";

import { base64 } from "../base64-body.ts";
import { change } from "../change.ts";
import type { GatewayOptions } from "../options.ts";
import type { Who } from "../sign-in/who.ts";

const REASON_CHARS_MAX = 500;

const keyId = z.string().regex(/^[0-9a-f]{64}$/, "64 hex characters");
const confirmBody = z.strictObject({ keyId, publicKey: base64(32), signature: base64(64) });
const revokeBody = z.strictObject({ keyId, reason: z.string().min(1).max(REASON_CHARS_MAX) });

/** Signing keys of the committee. They are registered where plans are signed. */
export function keyRoutes(
  server: FastifyInstance,
  { keys }: Pick<GatewayOptions, "keys">,
  who: Who,
): void {
  server.get("/api/keys", async (request, reply) => {
    const principal = who.holding(request, "committee");
    return principal === null ? who.refuse(request, reply) : keys.list(principal);
  });

  const role = "committee" as const;
  change(server, who, { path: "/api/keys/confirm", role, body: confirmBody }, keys.confirm);
  change(server, who, { path: "/api/keys/revoke", role, body: revokeBody }, keys.revoke);
}
