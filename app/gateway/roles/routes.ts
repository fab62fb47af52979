import type { FastifyInstance } from "fastify";
import { z } from "zod";

import { change } from "../change.ts";
import type { GatewayOptions } from "../options.ts";
import type { Who } from "../sign-in/who.ts";

const confirmBody = z.strictObject({ asked: z.uuid() });

/** Roles that the configuration takes back: the committee sees them, and confirms that they end. */
export function roleRoutes(
  server: FastifyInstance,
  { roles }: Pick<GatewayOptions, "roles">,
  who: Who,
): void {
  server.get("/api/role-ends", async (request, reply) => {
    const principal = who.holding(request, "committee");
    return principal === null ? who.refuse(request, reply) : roles.list(principal);
  });

  const address = { path: "/api/role-ends/confirm", role: "committee", body: confirmBody } as const;
  change(server, who, address, roles.confirm);
}
