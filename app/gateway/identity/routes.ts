import type { FastifyInstance } from "fastify";
import { z } from "zod";

import { change } from "../change.ts";
import type { GatewayOptions } from "../options.ts";
import type { Who } from "../sign-in/who.ts";

const linkId = z.string().min(1).max(80);
const line = z.string().min(1).max(500);
const suggestionId = z.string().regex(/^s_[0-9a-f]+$/);
const named = z.strictObject({ linkId });
const reasoned = z.strictObject({ linkId, reason: line });
const asked = z.strictObject({ suggestionId, evidence: line });
const parted = z.strictObject({ suggestionId, reason: line });
const linkIds = z.array(linkId).min(1).max(50);
const chosen = z.strictObject({ linkIds });
const undone = z.strictObject({ linkIds, reason: line });
const Found = z.object({ find: z.string().max(100).default("") });

/** Who is who: the deanery's words on all members, and each member's on the own accounts. */
export function peopleRoutes(
  server: FastifyInstance,
  { people }: Pick<GatewayOptions, "people">,
  who: Who,
): void {
  server.get("/api/people", async (request, reply) => {
    const principal = who.holding(request, "deanery");
    return principal === null ? who.refuse(request, reply) : people.show(principal);
  });
  server.get("/api/people/links", async (request, reply) => {
    const principal = who.holding(request, "deanery");
    if (principal === null) return who.refuse(request, reply);
    const query = Found.safeParse(request.query);
    if (!query.success) return reply.code(400).send({ error: "bad_request" });
    return people.find(principal, query.data.find);
  });
  server.get("/api/my/accounts", async (request, reply) => {
    const principal = who.holding(request, "trainee");
    return principal === null ? who.refuse(request, reply) : people.own(principal);
  });

  const office = { role: "deanery" } as const;
  const links = "/api/people/links";
  change(server, who, { ...office, path: links, body: asked }, people.ask);
  change(server, who, { ...office, path: "/api/people/two", body: parted }, people.part);
  change(server, who, { ...office, path: `${links}/confirm`, body: named }, people.confirm);
  change(server, who, { ...office, path: `${links}/drop`, body: reasoned }, people.drop);
  change(server, who, { ...office, path: `${links}/effect`, body: chosen }, people.effect);
  change(server, who, { ...office, path: `${links}/undo`, body: undone }, people.undo);

  const own = { role: "trainee" } as const;
  const mine = "/api/my/accounts";
  change(server, who, { ...own, path: `${mine}/confirm`, body: named }, people.confirmOwn);
  change(server, who, { ...own, path: `${mine}/drop`, body: reasoned }, people.dropOwn);
  change(server, who, { ...own, path: `${mine}/undo`, body: reasoned }, people.undoOwn);
}
