/** The demo needs a configuration that says so, lest it write into a real community's data. */
export class NotDemoError extends Error {
  override readonly name = "NotDemoError";
  constructor(config: string) {
    super(
      `The configuration ${config} has no demo section; expected { seed, asOf }. ` +
        `Use \`vklad serve\` for a real community, or name the demo's configuration with --config.`,
    );
  }
}

export class PeriodOpenError extends Error {
  override readonly name = "PeriodOpenError";
  constructor(period: string, paid: { readonly from: string; readonly last: string | null }) {
    const months = paid.last === null ? "none has yet" : `${paid.from} to ${paid.last}`;
    super(
      `The period is ${period}; expected a month that has ended and is paid for: ${months}. Name one ` +
        `with --period, or leave it out for the oldest; distributions.from of the configuration is ` +
        `the first.`,
    );
  }
}

export class NothingToAuditError extends Error {
  override readonly name = "NothingToAuditError";
  constructor(period: string, status: string | undefined) {
    super(
      `The month is ${period}, and its distribution is ${status ?? "not proposed"}; expected one ` +
        "that is settled. `vklad distribute --status` says how all stand.",
    );
  }
}

export class PlanUnknownError extends Error {
  override readonly name = "PlanUnknownError";
  constructor(
    named: string,
    plans: readonly { readonly digest: string; readonly plan: { readonly period: string } }[],
  ) {
    const known = plans.map(({ digest, plan }) => `${plan.period} ${digest.slice(0, 12)}`);
    super(
      `\`vklad verify\` was given ${named}; expected one plan, by its month or the beginning of its ` +
        `digest, or --all. There are: ${known.join(", ") || "none"}.`,
    );
  }
}

export class SteerOptionsError extends Error {
  override readonly name = "SteerOptionsError";
  constructor(found: string, expected: string) {
    super(`\`vklad distribute\` was given ${found}; expected ${expected}. See its --help.`);
  }
}

export class QueueUnknownError extends Error {
  override readonly name = "QueueUnknownError";
  constructor(named: string, known: readonly string[]) {
    super(
      `--queues names ${JSON.stringify(named)}; expected one or more of ${known.join(",")}, with ` +
        `commas between them.`,
    );
  }
}

export class SettlerKeyMissingError extends Error {
  override readonly name = "SettlerKeyMissingError";
  constructor(file: string, settler: string) {
    super(
      `There is no ${file}, but the embedded chain pays from ${settler}. Restore that key from a ` +
        `backup: without it nothing can be paid.`,
    );
  }
}

export class SignerSocketMissingError extends Error {
  override readonly name = "SignerSocketMissingError";
  constructor() {
    super(
      "No socket is named; expected settlement.signer in the configuration, VKLAD_SETTLEMENT_SIGNER, " +
        "or --socket with a path such as /run/vklad/signer.sock. Without one `vklad serve` and the " +
        "worker of the queue `chain` start a signer of their own.",
    );
  }
}

export class MapUnknownError extends Error {
  override readonly name = "MapUnknownError";
  constructor(named: string, known: readonly string[]) {
    super(
      `\`sources map\` was asked for ${JSON.stringify(named)}; expected ${known.join(" or ")}: ` +
        `the other systems are the same everywhere.`,
    );
  }
}

export class SourceUnnamedError extends Error {
  override readonly name = "SourceUnnamedError";
  constructor(system: string, file: string) {
    super(
      `The configuration ${file} has no sources.${system}; expected its address there. ` +
        `Add it, then run this again.`,
    );
  }
}

export class LedgerBackupMissingError extends Error {
  override readonly name = "LedgerBackupMissingError";
  constructor(file: string) {
    super(`--from names ${file}, and there is no such file; expected a backup of ledger.db.`);
  }
}

export class RefusedUnknownError extends Error {
  override readonly name = "RefusedUnknownError";
  constructor(id: string, count: number) {
    super(
      `${count === 0 ? "Nothing" : `${count} records`} in quarantine is called ${JSON.stringify(id)}; ` +
        "expected the id of one, or its beginning. `vklad quarantine list` prints them.",
    );
  }
}
