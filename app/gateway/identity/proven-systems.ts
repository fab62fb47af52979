import { randomUUID } from "node:crypto";

import type { AnyConnector } from "../../../sources/connector.ts";
import type { Talk } from "../../../sources/proof.ts";
import type { Inbox } from "../../../warehouse/inbox/index.ts";
import { connectedIn, connectionsOf } from "../../community/connections.ts";
import type { Config } from "../../community/schema.ts";
import { SecretMissingError } from "../../community/secrets.ts";
import type { Start } from "../../runtime/start.ts";
import type { ProvenBy } from "./codes.ts";

/**
 * Systems of this community in which a code proves an account. One that answers needs its secret in
 * this process, too: without it nothing is proven there.
 */
export function systemsProvenIn(
  { config, identity }: Pick<Start, "config" | "identity">,
  inbox: Pick<Inbox, "store">,
  env: NodeJS.ProcessEnv = process.env,
): ReadonlyMap<string, ProvenBy> {
  const connected: readonly AnyConnector[] = connectedIn(config);
  const proven = connected.flatMap((connector): (readonly [string, ProvenBy])[] => {
    const { name, proof } = connector;
    if (proof === undefined) return [];
    const talk = connector.talk === undefined ? null : talkOf(connector, config, env);
    if (talk === null && connector.talk !== undefined) return [];
    const mark = { feed: proof.stream, how: "read" } as const;
    const by: ProvenBy = {
      proof,
      talk,
      accountOf: (nativeId) => identity.accountKey(proof.namespace, nativeId),
      wake: () => void inbox.store(name, { id: `code ${randomUUID()}`, marks: [mark], kept: [] }),
    };
    return [[name, by]];
  });
  return new Map(proven);
}

function talkOf(connector: AnyConnector, config: Config, env: NodeJS.ProcessEnv): Talk | null {
  try {
    const connection = connectionsOf(config, env, [connector]).systems[connector.name];
    return connector.talk?.(connection as never, { pace: {} }) ?? null;
  } catch (error) {
    if (error instanceof SecretMissingError) return null;
    throw error;
  }
}
