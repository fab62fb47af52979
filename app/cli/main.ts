import { Command, CommanderError, Option } from "commander";

import { endByStop, isStopped } from "../runtime/stop.ts";
import { version } from "../runtime/version.ts";
import type {
  CommonOptions,
  DeclareOptions,
  DistributeOptions,
  UnlinkOptions,
  WorkerOptions,
} from "./options.ts";
import { steerOf } from "./steering.ts";
import { explain } from "./explain.ts";

const program = new Command("vklad")
  .description("Contribution of a learning community: points anyone can check, paid exactly once.")
  .version(version())
  .option("--data <folder>", "where everything rests", ".vklad")
  .option("--config <file>", "this community's configuration", "vklad.config.ts")
  .option("--as-of <instant>", "the run's moment, ISO 8601; the clock's where absent")
  .addOption(
    new Option(
      "--locale <locale>",
      "language of the terminal; else the environment's, else the community's",
    ).choices(["ru", "en"]),
  )
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

const common = () => program.opts<CommonOptions>();

program
  .command("run")
  .description("read every source, build what is stale, publish")
  .option("--sweep", "also look for deletions", false)
  .action(async (options: { sweep: boolean }) => {
    const { run } = await import("./commands/run.ts");
    await run(common(), options);
  });

program
  .command("plan")
  .description("say what would be built, and why")
  .action(async () => {
    const { plan } = await import("./commands/plan.ts");
    await plan(common());
  });

program
  .command("sql")
  .description("print the SQL that DuckDB gets for a model")
  .argument("<model>", "its name, such as my_points")
  .action(async (model: string) => {
    const { sql } = await import("./commands/sql.ts");
    sql(model);
  });

program
  .command("lineage")
  .description("show what a model is made from and what is made from it; without one, all by layer")
  .argument("[model]", "its name, such as my_points")
  .option("--up", "only what it is made from", false)
  .option("--down", "only what is made from it", false)
  .action(async (model: string | undefined, options: { up: boolean; down: boolean }) => {
    const { lineage } = await import("./commands/lineage.ts");
    lineage(model, options);
  });

const sources = program
  .command("sources")
  .description(
    "say how every source stands: how fresh it is, what was refused, how much was asked of it",
  )
  .option("--json", "for programs", false)
  .action(async (options: { json: boolean }) => {
    const { sources: say } = await import("./commands/sources.ts");
    await say(common(), options);
  });
sources
  .command("map")
  .description("propose what is what in a base or a forum, and print it for the configuration")
  .argument("<system>", "nocodb or discourse")
  .addHelpText(
    "after",
    `
nocodb: it reads the structure of the bases that the configuration names, and of columns of verdicts and
grades a few values; it changes nothing. It says why it takes each table and column for what, and
what is missing, and prints what to paste under sources.nocodb of the configuration. Read it before
you paste it: a wrong guess would score the wrong column. Without a mapping no record is read.

discourse: it reads the categories of the forum, and says what posts of each may count as, with how
many there are and why it takes them for that. What to paste goes under sources.discourse. Posts of a
category that is not mapped count as discussion for the community, and the deanery is told of it.`,
  )
  .action(async (system: string) => {
    const { sourcesMap } = await import("./commands/sources-map.ts");
    await sourcesMap(common(), system);
  });

program
  .command("backfill")
  .description("read a span of a source's history again, or for the first time")
  .requiredOption("--source <name>", "which, as the configuration calls it, such as discourse")
  .requiredOption("--from <day>", "the first day (UTC), such as 2026-09-01")
  .requiredOption("--to <day>", "the day before which it ends (UTC): it is not read itself")
  .option("--dry-run", "say what it takes, and read nothing", false)
  .addHelpText(
    "after",
    `
It says first how much there is and how many requests that takes at the source's rate. What is read lands
beside the live feeds, whose place does not move: what is known already lands no second time, and what is
newer stays. Killed and started again with the same span, it goes on. May run while \`serve\` runs.

По-русски: читает отрезок истории источника заново или впервые, не мешая живым лентам; сначала говорит,
во сколько запросов и минут это обойдётся. Прерванное продолжает с того же места.`,
  )
  .action(async (options: { source: string; from: string; to: string; dryRun: boolean }) => {
    const { backfill } = await import("./commands/backfill.ts");
    await backfill(common(), options);
  });

const quarantine = program
  .command("quarantine")
  .description("records that sources sent and that could not be read");
quarantine
  .command("list")
  .description("name them and why, without what they hold")
  .option("--json", "for programs", false)
  .action(async (options: { json: boolean }) => {
    const { quarantineList } = await import("./commands/sources.ts");
    await quarantineList(common(), options);
  });
quarantine
  .command("show")
  .description("print one as it landed; it may hold what people wrote")
  .argument("<id>", "as `list` prints it, or its beginning")
  .action(async (id: string) => {
    const { quarantineShow } = await import("./commands/sources.ts");
    await quarantineShow(common(), id);
  });

quarantine
  .command("replay")
  .description("try all of them again: what can be read now is loaded, and nothing twice")
  .addHelpText(
    "after",
    `
A record is tried as it was refused, without asking the system; a row of NocoDB is asked for again. What
is read now stands as of the moment when it was refused, so that it undoes nothing newer. What was read
meanwhile by another reading is no longer in quarantine either. Needs the warehouse for itself.

По-русски: пробует записи карантина заново; что теперь читается, загружается, и ничего дважды.`,
  )
  .action(async () => {
    const { quarantineReplay } = await import("./commands/quarantine-replay.ts");
    await quarantineReplay(common());
  });

program
  .command("catalogue")
  .description("print the tasks that nobody catalogued, or write a curator's word on them")
  .option("--all", "also those that are catalogued, as they are in force", false)
  .option("--confirm <file>", "take sections and complexities from a file as it is printed")
  .option("--by <account>", "whose word it is, such as discourse:17")
  .action(async (options: { all: boolean; confirm?: string; by?: string }) => {
    const { catalogue } = await import("./commands/catalogue.ts");
    await catalogue(common(), options);
  });

program
  .command("rebuild")
  .description("delete the warehouse and build it again from landing and ledger, without network")
  .action(async () => {
    const { rebuild } = await import("./commands/rebuild.ts");
    await rebuild(common());
  });

const landing = program.command("landing").description("inputs as they were received");

landing
  .command("compact")
  .description("put the files of each full folder into one pack; nothing that is read changes")
  .option("--dry-run", "count only, change nothing", false)
  .addHelpText(
    "after",
    `
Also while \`serve\` runs, which does the same each hour. Every byte is read again before a file goes;
whatever stops it, nothing is lost and the next call goes on.

По-русски: складывает файлы каждой полной папки принятых данных в один; что читается, не меняется.`,
  )
  .action(async (options: { dryRun: boolean }) => {
    const { landingCompact } = await import("./commands/landing-compact.ts");
    await landingCompact(common(), options);
  });

landing
  .command("clean")
  .description("take out contacts that an older version let land, and rebuild what came of them")
  .action(async () => {
    const { landingClean } = await import("./commands/landing-clean.ts");
    await landingClean(common());
  });

program
  .command("serve")
  .description("run the schedules and open the gateway")
  .option("--gateway-only", "leave schedules to workers elsewhere", false)
  .option("--address <host:port>", "the Temporal server that runs them")
  .action(async (options: { gatewayOnly: boolean; address?: string }) => {
    const { serve } = await import("./commands/serve.ts");
    await serve(common(), options);
  });

program
  .command("worker")
  .description("run workflows and activities on a Temporal server")
  .option("--address <host:port>", "the server; TEMPORAL_ADDRESS or temporal.toml where absent")
  .option("--namespace <name>", "its namespace", "default")
  .option("--queues <names>", "only these, of fetch,warehouse,chain; all where absent")
  .option("--no-schedules", "do not create or update the schedules")
  .action(async (options: WorkerOptions) => {
    const { worker } = await import("./commands/worker.ts");
    await worker(common(), options);
  });

program
  .command("signer")
  .description(
    "hold the settler's key in a process of its own, and sign what the committee approved",
  )
  .option(
    "--socket <path>",
    "where it listens; settlement.signer of the configuration where absent",
  )
  .option(
    "--home <folder>",
    "where settler.json and what it signed rest; in the data folder where absent",
  )
  .addHelpText(
    "after",
    `
Whoever pays asks it over a unix socket, which only its owner may open, or one that systemd opened for
it. It reads ledger.db of the data folder by itself, and signs only lines of a plan that is approved,
in time, held by nobody and within the caps, each under one plan. Its memory is signer.db: back it up.

По-русски: держит ключ выплат в отдельном процессе и подписывает только то, что утвердил комитет.`,
  )
  .action(async (options: { socket?: string; home?: string }) => {
    const { signer } = await import("./commands/signer.ts");
    await signer(common(), options);
  });

program
  .command("distribute")
  .description("propose a period's distribution, say how all stand, or steer one")
  .option(
    "--period <month>",
    "a month that has ended, such as 2026-09; else the oldest that is open",
  )
  .option("--status", "only say how they stand, and what is to be done by whom", false)
  .option("--show", "the same as --status", false)
  .option("--hold <month>", "sign no payment of the month until it is resumed")
  .option("--resume <month>", "go on with a month that is held")
  .option("--void <month>", "void every open batch on the chain; the rest is then proposed anew")
  .option(
    "--revise <month>",
    "propose the next revision, where nothing of the plan may still be paid",
  )
  .option("--acknowledge <signature>", "say what a foreign transfer of the treasury was")
  .option("--hold-line <month>", "keep one line of the month in escrow; with --line")
  .option("--drop-line <month>", "pay one line of the month to nobody: it is carried; with --line")
  .option("--release-line <month>", "take back what was said of one line; with --line")
  .option("--line <id>", "the line's id, or its beginning: the address of its page ends with it")
  .option("--reason <text>", "why, for the ledger: with each of the eight before")
  .action(async (options: DistributeOptions) => {
    if (steerOf(options) !== null) {
      const { steerDistribution } = await import("./commands/distribute-steer.ts");
      return await steerDistribution(common(), options);
    }
    const { distribute } = await import("./commands/distribute.ts");
    await distribute(common(), { ...options, show: options.show || options.status });
  });

const keys = program.command("keys").description("signing keys of the committee");
keys
  .command("list", { isDefault: true })
  .description("print every key: whose it is, who has let it count, who took it out")
  .action(async () => {
    const { keysList } = await import("./commands/keys.ts");
    await keysList(common());
  });
keys
  .command("confirm")
  .description("let the very first key of a committee count; its owner confirms the others")
  .argument("<key-id>", "as `vklad keys` prints it, or its beginning")
  .requiredOption("--reason <text>", "how it was made sure whose key this is: kept and shown")
  .action(async (keyId: string, options: { reason: string }) => {
    const { keysConfirm } = await import("./commands/keys.ts");
    await keysConfirm(common(), keyId, options);
  });
keys
  .command("register")
  .description("take a key that lies elsewhere by a signature; without one, print what to sign")
  .requiredOption("--account <account>", "whose key it is, such as discourse:17")
  .requiredOption("--public-key <key>", "its 32 bytes, in base58 or base64")
  .option("--signature <signature>", "over the printed text, in base58 or base64")
  .addHelpText(
    "after",
    `
The key is made and kept on a machine without a network, as \`solana-keygen new\` makes it. There
\`solana sign-offchain-message\` signs the printed text; a raw ed25519 signature over it is taken
as well. The key counts once another member has confirmed it.`,
  )
  .action(async (options: { account: string; publicKey: string; signature?: string }) => {
    const { keysRegister } = await import("./commands/keys.ts");
    await keysRegister(common(), options);
  });

const identity = program.command("identity").description("whose accounts are one person's");
const because = "why: kept in the ledger";
identity
  .command("link")
  .description("say that two accounts are one person's; it counts once somebody else confirms it")
  .argument("<account>", "such as discourse:17, or its key")
  .argument("<other>", "the other one")
  .requiredOption("--evidence <text>", "a record kept elsewhere, such as a ticket: no names")
  .addHelpText(
    "after",
    `
The operator's word is one of two. Somebody of the deanery, or whose account it is, gives the second
in a session of their own; what one of them asked for, \`vklad identity confirm\` confirms here.

По-русски: слово оператора — одно из двух. Второе даёт деканат или сам человек, на своей странице.`,
  )
  .action(async (account: string, other: string, options: { evidence: string }) => {
    const { identityLink } = await import("./commands/identity.ts");
    await identityLink(common(), [account, other], options);
  });
identity
  .command("confirm")
  .description("give the second word to a link that somebody else asked for")
  .argument("<link>", "its id, or its beginning")
  .action(async (link: string) => {
    const { identityConfirm } = await import("./commands/identity.ts");
    await identityConfirm(common(), link);
  });
identity
  .command("refuse")
  .description("drop a link that waits; or, given two accounts, say that they are two people's")
  .argument("<link-or-account>", "the link's id, or an account")
  .argument("[other]", "the other account")
  .requiredOption("--reason <text>", because)
  .action(async (first: string, other: string | undefined, options: { reason: string }) => {
    const { identityRefuse } = await import("./commands/identity.ts");
    await identityRefuse(common(), other === undefined ? [first] : [first, other], options);
  });
identity
  .command("addresses")
  .description("link accounts with one e-mail address that both systems confirmed")
  .option("--yes", "do it; without it they are only shown", false)
  .action(async (options: { yes: boolean }) => {
    const { identityAddresses } = await import("./commands/identity.ts");
    await identityAddresses(common(), options);
  });
identity
  .command("unlink")
  .description("undo links for all time, once it was shown what that changes in points and money")
  .argument("[link...]", "ids, or their beginnings; else all that the options choose")
  .addOption(
    new Option("--method <method>", "of this kind").choices(["proof", "verified_email", "manual"]),
  )
  .option("--by <account>", "that this person asserted, such as discourse:17 or operator")
  .option("--from <instant>", "made then or later")
  .option("--to <instant>", "made before then")
  .option("--evidence <text>", "with this evidence, to the letter")
  .requiredOption("--reason <text>", because)
  .option("--yes", "do it; without it only what it would change is counted and shown", false)
  .action(async (links: string[], options: UnlinkOptions) => {
    const { identityUnlink } = await import("./commands/identity.ts");
    await identityUnlink(common(), links, options);
  });
identity
  .command("why")
  .description("say whose an account is and by whose word; with --as-of, at that instant")
  .argument("<account>", "such as discourse:17, or its key")
  .option("--known <instant>", "as the ledger was then, with what was undone since")
  .action(async (account: string, options: { known?: string }) => {
    const { identityWhy } = await import("./commands/identity-show.ts");
    await identityWhy(common(), account, options);
  });
identity
  .command("suggest")
  .description("print accounts that may be one person's, with why; it links nobody")
  .argument("[account]", "only those of this account's member")
  .action(async (account: string | undefined) => {
    const { identitySuggest } = await import("./commands/identity-show.ts");
    await identitySuggest(common(), account);
  });
identity
  .command("conflicts")
  .description("print what waits for a person: links without a second word, and contradictions")
  .action(async () => {
    const { identityConflicts } = await import("./commands/identity-show.ts");
    await identityConflicts(common());
  });
identity
  .command("declare")
  .description("say that an account is a bot's or an agent's, and whose; or a person's again")
  .argument("<account>", "such as discourse:17, or its key")
  .addOption(
    new Option("--actor <actor>", "what it is")
      .choices(["bot", "agent", "person"])
      .makeOptionMandatory(),
  )
  .option("--owner <account>", "who answers for it")
  .requiredOption("--reason <text>", because)
  .action(async (account: string, options: DeclareOptions) => {
    const { identityDeclare } = await import("./commands/identity.ts");
    await identityDeclare(common(), account, options);
  });

program
  .command("doctor")
  .description("check configuration, stores, chain and sources, and say what to do")
  .action(async () => {
    const { doctor } = await import("./commands/doctor.ts");
    process.exitCode = (await doctor(common())) ? 0 : 1;
  });

const ledger = program
  .command("ledger")
  .description("ways back for a ledger that was lost, or restored from before");
ledger
  .command("restore")
  .description("bring ledger.db forward to the newest event of landing or a backup that verifies")
  .option("--from <file>", "also look into this backup of ledger.db")
  .option("--dry-run", "only say what would be restored", false)
  .action(async (options: { from?: string; dryRun: boolean }) => {
    const { ledgerRestore } = await import("./commands/ledger-restore.ts");
    await ledgerRestore(common(), options);
  });

ledger
  .command("adopt")
  .description("take in payments that the chain shows and the ledger had lost")
  .option("--plan <file...>", "audit files of months, or plans as JSON, that the ledger lacks", [])
  .action(async (options: { plan: string[] }) => {
    const { ledgerAdopt } = await import("./commands/ledger-adopt.ts");
    process.exitCode = (await ledgerAdopt(common(), options)) ? 0 : 1;
  });

ledger
  .command("rebase")
  .description("begin anew after a loss that nothing mends, by the committee's signatures")
  .option("--signed <key:signature...>", "a member's key and signature of the printed line", [])
  .option("--until <instant>", "until when signatures are taken, as it was printed")
  .action(async (options: { signed: string[]; until?: string }) => {
    const { ledgerRebase } = await import("./commands/ledger-rebase.ts");
    await ledgerRebase(common(), options);
  });

program
  .command("audit")
  .description("check a month's audit file against its own signatures and the chain, without a key")
  .argument("<file>", "as --write makes it, with its table beside it")
  .option("--write <month>", "write the file first, of a settled month such as 2026-09")
  .option(
    "--rpc <url>",
    "a node of the chain; else the embedded chain of the data folder, if it is it",
  )
  .action(async (file: string, options: { write?: string; rpc?: string }) => {
    const { audit } = await import("./commands/audit.ts");
    process.exitCode = (await audit(common(), file, options)) ? 0 : 1;
  });

program
  .command("verify")
  .description("make a plan again from landing and ledger alone, and say whether it is the same")
  .argument("[plan]", "a month such as 2026-09, or a digest or its beginning")
  .option("--all", "every plan that was ever proposed", false)
  .action(async (plan: string | undefined, options: { all: boolean }) => {
    const { verify } = await import("./commands/verify.ts");
    process.exitCode = (await verify(common(), plan, options)) ? 0 : 1;
  });

const settlement = program.command("settlement").description("where tokens are paid");
settlement
  .command("doctor")
  .description("check cluster, mint, treasury, fees, witnesses and clock before paying there")
  .action(async () => {
    const { settlementDoctor } = await import("./commands/settlement-doctor.ts");
    process.exitCode = (await settlementDoctor(common())) ? 0 : 1;
  });

settlement
  .command("reclaim")
  .description("show what receipts of paid plans lock, and take back what may be")
  .option("--period <month>", "of one month such as 2026-09 alone")
  .option("--dry-run", "show it, and sign nothing", false)
  .action(async (options: { period?: string; dryRun: boolean }) => {
    const { settlementReclaim } = await import("./commands/settlement-reclaim.ts");
    await settlementReclaim(common(), options);
  });

const treasury = program
  .command("treasury")
  .description("what the settler may spend of a treasury that others own");
treasury
  .command("status", { isDefault: true })
  .description("say what the treasury holds, whose it is, what is allowed and what comes next")
  .action(async () => {
    const { treasuryStatus } = await import("./commands/treasury.ts");
    await treasuryStatus(common());
  });
treasury
  .command("make")
  .description("make a multisig of the committee and its token account, at the settler's cost")
  .requiredOption("--member <address...>", "each member's own address; 1 to 11 of them")
  .requiredOption("--threshold <number>", "how many of them speak for the treasury", Number)
  .option("--rpc <url>", "a node of the cluster, where the configuration names none yet")
  .option("--mint <address>", "the token's mint, with --rpc")
  .addHelpText(
    "after",
    `
Neither the members nor the threshold of a multisig can be changed: for another committee another
treasury is made, and the tokens are moved there. Members keep their keys on machines of their own.`,
  )
  .action(async (options: { member: string[]; threshold: number; rpc?: string; mint?: string }) => {
    const { treasuryMake } = await import("./commands/treasury.ts");
    await treasuryMake(common(), options);
  });
treasury
  .command("allow")
  .description("write an allowance of exactly what an approved plan still pays, to be signed")
  .argument("<month>", "whose plan it is for, such as 2026-09")
  .requiredOption("--write <file>", "a new file")
  .option("--by <address...>", "the members who will sign it", [])
  .action(async (period: string, options: { write: string; by: string[] }) => {
    const { treasuryAllow } = await import("./commands/treasury.ts");
    await treasuryAllow(common(), period, options);
  });
treasury
  .command("revoke")
  .description("write a revocation of whatever the settler may spend, to be signed")
  .requiredOption("--write <file>", "a new file")
  .option("--by <address...>", "the members who will sign it", [])
  .action(async (options: { write: string; by: string[] }) => {
    const { treasuryRevoke } = await import("./commands/treasury.ts");
    await treasuryRevoke(common(), options);
  });
treasury
  .command("sign")
  .description("say what a file would do and sign it, without a network; without a key, only say")
  .argument("<file>", "as `allow` or `revoke` writes it")
  .option("--key <file...>", "a member's key as solana-keygen writes it", [])
  .action(async (file: string, options: { key: string[] }) => {
    const { treasurySign } = await import("./commands/treasury.ts");
    await treasurySign(common(), file, options);
  });
treasury
  .command("send")
  .description("put signatures together, look at all once more, send and wait until it is final")
  .argument("<file...>", "copies of one file, each with signatures")
  .action(async (files: string[]) => {
    const { treasurySend } = await import("./commands/treasury.ts");
    await treasurySend(common(), files);
  });

const demo = program.command("demo").description("the made-up community on this computer");
demo
  .command("start", { isDefault: true })
  .description("start its systems, run the pipeline, open the gateway")
  .option("--empty", "a community in which nothing has happened yet", false)
  .option("--port <number>", "the gateway's port", Number)
  .action(async (options: { empty: boolean; port?: number }) => {
    const { demoStart } = await import("./commands/demo-start.ts");
    await demoStart(common(), options);
  });
demo
  .command("verify")
  .description("compare the points with the planted truth, on seeds drawn now")
  .option("--seeds <count>", "how many communities are made", Number, 5)
  .action(async (options: { seeds: number }) => {
    const { demoVerify } = await import("./commands/demo-verify.ts");
    process.exitCode = (await demoVerify(common(), options)) ? 0 : 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  if (isStopped()) endByStop();
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    console.error(explain(error));
    process.exitCode = 1;
  }
}
// Requests of a stopped run may still be waiting for an answer: nothing needs them any more.
process.exit();
