import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";

import { words } from "../../community/words.ts";
import { change } from "../change.ts";
import { DeskRefusal } from "../desk-refusal.ts";
import type { GatewayOptions } from "../options.ts";
import { ownPages } from "../sign-in/pages.ts";
import type { Who } from "../sign-in/who.ts";

const system = z.string().regex(/^[a-z]{1,20}$/);
const Named = z.strictObject({ system });
/** As the system sends it back; where somebody has not agreed, there is no code. */
const Answer = z.looseObject({ code: z.string().min(1).max(500), state: z.string().max(500) });

/** Where members go to have another system say whose account they have there, and come back to. */
export function signInProofRoutes(
  server: FastifyInstance,
  { signIns, locale }: Pick<GatewayOptions, "signIns" | "locale">,
  who: Who,
): void {
  const said = words[locale];
  const refusal = (reply: FastifyReply) =>
    reply
      .code(403)
      .type("text/html; charset=utf-8")
      .send(ownPages(locale).message(said.notProvenTitle, said.notProvenText));

  server.get("/api/my/sign-ins", (request, reply) =>
    who.holding(request, "trainee") === null ? who.refuse(request, reply) : signIns.list(),
  );
  const begin = { path: "/api/my/sign-ins", role: "trainee", body: Named } as const;
  change(server, who, begin, signIns.begin);
  server.get<{ Params: { system: string } }>(
    "/auth/prove/:system/return",
    async (request, reply) => {
      const principal = who.holding(request, "trainee");
      const session = who.session(request);
      if (principal === null || session === null) return who.refuse(request, reply);
      const named = Named.safeParse(request.params);
      const answer = Answer.safeParse(request.query);
      if (!named.success || !answer.success) return refusal(reply);
      const { code, state } = answer.data;
      try {
        await signIns.finish(principal, { ...named.data, code, state }, session.id);
      } catch (error) {
        if (!(error instanceof DeskRefusal)) throw error;
        return refusal(reply);
      }
      return reply.redirect("/me/accounts/", 303);
    },
  );
}
