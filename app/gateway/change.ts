import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";

import type { Role } from "../../models/roles.ts";
import type { Principal } from "./data/principal.ts";
import { DeskRefusal } from "./desk-refusal.ts";
import type { Who } from "./sign-in/who.ts";

/**
 * An address that changes something, by POST: for whoever holds the role, from our own page, with
 * the session's token and a body of this shape. Anybody else's body is not even read.
 */
export function change<B>(
  server: FastifyInstance,
  who: Who,
  address: {
    readonly path: string;
    readonly role: Role;
    readonly body: z.ZodType<B>;
    /** Where it may be more than the server takes otherwise. */
    readonly bytesMax?: number;
  },
  work: (principal: Principal, body: B, sessionId: string) => Promise<unknown>,
): void {
  const { path, role, body, bytesMax } = address;
  const actingAs = (request: FastifyRequest) => {
    const principal = who.acting(request);
    return principal?.roles.includes(role) === true ? principal : null;
  };
  const admit = async (request: FastifyRequest, reply: FastifyReply) => {
    if (who.session(request) === null) return who.refuse(request, reply);
    if (actingAs(request) === null) return reply.code(403).send({ error: "not_allowed" });
  };
  const limit = bytesMax === undefined ? {} : { bodyLimit: bytesMax };
  server.post(path, { ...limit, onRequest: admit }, async (request, reply) => {
    // Asked anew: a snapshot may have taken the role while the body was on its way.
    const principal = actingAs(request);
    const session = who.session(request);
    if (principal === null || session === null)
      return reply.code(403).send({ error: "not_allowed" });
    const parsed = body.safeParse(request.body);
    if (!parsed.success)
      return reply.code(400).send({ error: "bad_request", message: z.prettifyError(parsed.error) });
    try {
      return await reply.code(201).send(await work(principal, parsed.data, session.id));
    } catch (error) {
      if (!(error instanceof DeskRefusal)) throw error;
      return reply.code(409).send({ error: error.code, message: error.message });
    }
  });
}
