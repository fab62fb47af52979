import type { FastifyInstance } from "fastify";

import { roleEntry } from "../../../models/roles.ts";
import type { GatewayOptions } from "../options.ts";
import type { Who } from "../sign-in/who.ts";

/** Whose session it is, and for each role held what there is to ask. */
export function dataRoutes(server: FastifyInstance, options: GatewayOptions, who: Who): void {
  server.get("/data/session.json", async (request, reply) => {
    const principal = who.principal(request);
    const published = options.published();
    const session = who.session(request);
    if (principal === null || published === null || session === null)
      return who.refuse(request, reply);
    // The page asks next.
    options.answers()?.warm();
    const roles: Record<string, unknown> = {};
    for (const role of principal.roles) {
      const { pages } = roleEntry(role);
      roles[pages] = {
        tag: (await published.fileOf(principal, role)).etag,
        asOf: published.asOf,
        tables: await published.tablesOf(principal, role),
      };
    }
    return {
      name: principal.name,
      memberId: principal.memberId,
      csrf: session.csrf,
      timeZone: options.timeZone,
      token: options.token,
      locale: options.locale,
      explorers: options.explorers,
      genesis: options.genesis,
      demo: options.demo !== null,
      asOf: published.asOf,
      systems: options.systems,
      stale: options.stale(),
      roles,
    };
  });
}
