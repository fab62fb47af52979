/** A node took a request and gave no answer in its time: nothing is known, and it is asked again. */
export class ChainTimeoutError extends Error {
  override readonly name = "ChainTimeoutError";

  constructor(host: string, timeoutMs: number) {
    super(
      `The node ${host} gave no whole answer within ${timeoutMs} ms. It is asked again; where it ` +
        "stays silent, name another node under settlement.cluster or VKLAD_SETTLEMENT_RPC.",
    );
  }
}

/** Nodes that are asked about the same money say different things: none of them is believed. */
export class ChainDisagreementError extends Error {
  override readonly name = "ChainDisagreementError";

  constructor(what: string, answers: readonly string[]) {
    super(
      `The nodes do not agree on ${what}: ${answers.join("; ")}. Nothing is believed and nothing is ` +
        "signed until they do. Run `vklad settlement doctor`, and replace the node that is wrong.",
    );
  }
}
