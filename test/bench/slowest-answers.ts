import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";

import { createDistributionDesk } from "../../app/gateway/distributions/desk.ts";
import { givenGateway, ORIGIN } from "../../app/gateway/given-gateway.ts";
import { NOON } from "../../warehouse/ledger/given.ts";
import type { Ledger } from "../../warehouse/ledger/index.ts";

export interface Answers {
  readonly count: number;
  /** Milliseconds, by loopback, of what a page asks for and of the committee's distributions. */
  readonly slowestMs: number;
  readonly medianMs: number;
}

/** What a page asks for first, and what the committee's page asks for again and again. */
const PATHS = ["/data/session.json", "/api/distributions"];

/**
 * The product's gateway in this process, as where it is served, over a ledger that is being paid
 * from; and a client in a thread of its own, that no work of this one keeps from asking.
 */
export async function slowestAnswers(ledger: Ledger) {
  const desk = createDistributionDesk({
    ledger,
    now: () => NOON,
    published: () => null,
    ring: () => undefined,
    demoConfirms: false,
    settlerOwnsTreasury: true,
  });
  const { server, signIn } = await givenGateway({ desk });
  await server.listen({ host: "127.0.0.1", port: 0 });
  const { port } = server.server.address() as AddressInfo;
  const { cookie } = await signIn("anna");
  const client = new Worker(new URL("./polling-client.ts", import.meta.url), {
    workerData: { port, paths: PATHS, headers: { cookie, host: ORIGIN.host } },
  });
  await once(client, "message");
  return {
    /** Of each answer that was asked for while this ran. */
    async during(work: () => Promise<void>): Promise<Answers> {
      client.postMessage("begin");
      await work();
      client.postMessage("end");
      const [answers] = (await once(client, "message")) as [Answers];
      return answers;
    },
    async [Symbol.asyncDispose]() {
      await client.terminate();
      await server.close();
    },
  };
}
