import type { FastifyInstance } from "fastify";
import { z } from "zod";

import { change } from "../change.ts";
import type { GatewayOptions } from "../options.ts";
import type { Who } from "../sign-in/who.ts";

const system = z.string().regex(/^[a-z]{1,20}$/);
const named = z.strictObject({ system });
const used = z.strictObject({
  system,
  number: z
    .string()
    .regex(/^\d{6}$/)
    .nullable(),
});

/** One-time codes, by which a member proves another account of theirs; each is its session's own. */
export function codeRoutes(
  server: FastifyInstance,
  { codes }: Pick<GatewayOptions, "codes">,
  who: Who,
): void {
  const path = "/api/my/codes";
  server.get(path, async (request, reply) => {
    const principal = who.holding(request, "trainee");
    const session = who.session(request);
    if (principal === null || session === null) return who.refuse(request, reply);
    return codes.list(principal, null, session.id);
  });

  const own = { role: "trainee" } as const;
  change(server, who, { ...own, path, body: named }, codes.ask);
  change(server, who, { ...own, path: `${path}/look`, body: named }, codes.look);
  change(server, who, { ...own, path: `${path}/use`, body: used }, codes.use);
}
