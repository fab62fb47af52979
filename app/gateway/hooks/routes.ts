import type { FastifyInstance } from "fastify";

import type { HookDesk, HookTaken } from "./desk.ts";

export const HOOKS = "/hooks/";

/** What systems send is some kilobytes; what is larger is not even kept in memory. */
const BODY_BYTES_MAX = 1024 * 1024;

/** A system that hears of a 4xx gives up or says so to its admin; of a 503 it tries again. */
const STATUS: Readonly<Record<HookTaken, number>> = {
  stored: 200,
  repeated: 200,
  unknown: 404,
  not_genuine: 403,
  too_old: 403,
  unreadable: 422,
  not_stored: 503,
};

const answerOf = (taken: HookTaken) => ({ [STATUS[taken] < 300 ? "ok" : "error"]: taken });

/**
 * `/hooks/<system>`: no session and no page of ours, but a secret that only the system has. Its
 * signature is of the very bytes, so nothing parses them before.
 */
export async function hookRoutes(server: FastifyInstance, desk: HookDesk): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => {
      done(null, body);
    });
    scope.post<{ Params: { system: string } }>(
      `${HOOKS}:system`,
      {
        bodyLimit: BODY_BYTES_MAX,
        // Before its body is read.
        async onRequest({ params }, reply) {
          if (!desk.knows(params.system))
            return reply.code(STATUS.unknown).send(answerOf("unknown"));
        },
      },
      ({ params, headers, body }, reply) => {
        const bytes = body instanceof Uint8Array ? body : new Uint8Array();
        const taken = desk.take(params.system, { headers, body: bytes });
        return reply.code(STATUS[taken]).send(answerOf(taken));
      },
    );
  });
}
