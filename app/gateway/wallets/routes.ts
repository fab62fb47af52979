import type { FastifyInstance } from "fastify";
import { z } from "zod";

import { base64 } from "../base64-body.ts";
import { change } from "../change.ts";
import type { GatewayOptions } from "../options.ts";
import type { Who } from "../sign-in/who.ts";

const wallet = z.string().min(32).max(44);
const askBody = z.strictObject({ wallet });
const linkBody = z.strictObject({
  wallet,
  nonce: z.string().min(1).max(200),
  signature: base64(64),
});

/** A member's own wallet: whoever has pages of their own links one, and sees only that. */
export function walletRoutes(
  server: FastifyInstance,
  { wallets }: Pick<GatewayOptions, "wallets">,
  who: Who,
): void {
  server.get("/api/my/wallet", async (request, reply) => {
    const principal = who.holding(request, "trainee");
    return principal === null ? who.refuse(request, reply) : wallets.show(principal);
  });

  const role = "trainee" as const;
  change(server, who, { path: "/api/my/wallet/text", role, body: askBody }, wallets.ask);
  change(server, who, { path: "/api/my/wallet", role, body: linkBody }, wallets.link);
}
