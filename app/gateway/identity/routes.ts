import type { FastifyInstance } from "fastify";
import { z } from "zod";

import { change } from "../change.ts";
import type { GatewayOptions } from "../options.ts";
import type { Who } from "../sign-in/who.ts";

const linkId = z.string().min(1).max(80);
const line = z.string().min(1).max(500);
const suggestionId = z.string().regex(/^s_[0-9a-f]+$/);
const named = z.strictObject({ linkId });
const refused = z.strictObject({ linkId, reason: line });
const asked = z.strictObject({ suggestionId, evidence: line });
const parted = z.strictObject({ suggestionId, reason: line });

/** Who is who: the deanery's words on all members, and each member's on the own accounts. */
export function peopleRoutes(
  server: FastifyInstance,
  { people }: Pick<GatewayOptions, "people">,
  who: Who,
): void {
  server.get("/api/people/links", async (request, reply) => {
    const principal = who.holding(request, "deanery");
    return principal === null ? who.refuse(request, reply) : people.waiting(principal);
  });
  server.get("/api/my/accounts", async (request, reply) => {
    const principal = who.holding(request, "trainee");
    return principal === null ? who.refuse(request, reply) : people.own(principal);
  });

  const office = { role: "deanery" } as const;
  change(server, who, { ...office, path: "/api/people/links", body: asked }, people.ask);
  change(server, who, { ...office, path: "/api/people/two", body: parted }, people.part);
  change(
    server,
    who,
    { ...office, path: "/api/people/links/confirm", body: named },
    people.confirm,
  );
  change(server, who, { ...office, path: "/api/people/links/drop", body: refused }, people.drop);

  const own = { role: "trainee" } as const;
  change(server, who, { ...own, path: "/api/my/accounts/confirm", body: named }, people.confirmOwn);
  change(server, who, { ...own, path: "/api/my/accounts/drop", body: refused }, people.dropOwn);
}
