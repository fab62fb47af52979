import type { FastifyInstance } from "fastify";

import type { GatewayOptions } from "../options.ts";
import type { Who } from "../sign-in/who.ts";

/** The graph of models and its last builds: names, counts and instants, no row of anybody. */
export function modelRoutes(
  server: FastifyInstance,
  { models }: Pick<GatewayOptions, "models">,
  who: Who,
): void {
  server.get("/api/models", async (request, reply) => {
    if (who.holding(request, "deanery") === null) return who.refuse(request, reply);
    return { states: await models() };
  });
}
