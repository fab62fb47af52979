import type { Start } from "../runtime/start.ts";

export class ProposerMissingError extends Error {
  override readonly name = "ProposerMissingError";
  constructor() {
    super(
      "committee.proposer is missing in the configuration; expected the account of the person who " +
        "proposes distributions and never approves one, such as discourse:17.",
    );
  }
}

/** Account key of the person whom the configuration names as the proposer. */
export function proposerOf({ config, identity }: Pick<Start, "config" | "identity">): string {
  const found = findProposer({ config, identity });
  if (found === null) throw new ProposerMissingError();
  return found;
}

/** As `proposerOf`; null where nobody is named, and then nothing is distributed by itself. */
export function findProposer({ config, identity }: Pick<Start, "config" | "identity">) {
  const [source, ...rest] = config.committee.proposer?.split(":") ?? [];
  return source === undefined ? null : identity.accountKey(source, rest.join(":"));
}
