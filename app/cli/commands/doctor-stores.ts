import { existsSync } from "node:fs";

import { checkBuilt } from "../../../activities/materialize/index.ts";
import {
  ChainMissingError,
  savedChain,
} from "../../../activities/settlement/chain/embedded/saved.ts";
import type { ChainView } from "../../../activities/settlement/chain/port.ts";
import { assertPrivate } from "../../../activities/settlement/chain/settler-key.ts";
import { assertGenesis, assertKnowsPayments } from "../../../activities/settlement/index.ts";
import { models } from "../../../models/index.ts";
import { openWarehouseToRead, WarehouseLockedError } from "../../../warehouse/duckdb/index.ts";
import { openLanding, readManifest } from "../../../warehouse/landing/index.ts";
import {
  openLedgerToRead,
  pendingRoleEnds,
  PLAN_KINDS,
  plansOf,
} from "../../../warehouse/ledger/index.ts";
import { openSnapshot } from "../../../warehouse/snapshot/index.ts";
import { readIdentityKey } from "../../community/identity-key.ts";
import { signerSocketOf } from "../../community/settlement.ts";
import { declaredStreams } from "../../runtime/feeds.ts";
import { signerSettings } from "../../runtime/signer/open-signer.ts";
import type { Start } from "../../runtime/start.ts";
import { publishedNames } from "../keys/names.ts";
import { SettlerKeyMissingError } from "../errors.ts";

/** What was seen, where that was enough to tell; `isOpen` says that it was not. */
export interface Seen {
  readonly text: string;
  readonly isOpen?: true;
}

const NOTHING: Seen = { text: "nothing yet; run `vklad run`" };

/** Each store with how it is looked at. Nothing is made, changed or locked for longer than a look. */
export const stores: Readonly<Record<string, (start: Start) => Promise<Seen>>> = {
  async ledger({ folder }) {
    await using ledger = await openLedgerToRead(folder.ledger);
    if (ledger === null) return NOTHING;
    const { eventCount } = await ledger.verify();
    return { text: `${eventCount} events, and their chain holds` };
  },

  roles: lookAtRoles,

  async landing({ folder }) {
    const files = await openLanding(folder.landing).files();
    for (const file of files) await readManifest(file);
    return { text: `${files.length} files, each as it was written` };
  },

  async snapshot({ folder }) {
    const snapshot = await openSnapshot(folder.snapshots);
    if (snapshot === null) return NOTHING;
    return { text: `${snapshot.tables.length} tables as of ${snapshot.asOf}, each opens` };
  },

  async "identity key"({ folder }) {
    return readIdentityKey(folder.keys) === null ? NOTHING : { text: "there, and whole" };
  },

  warehouse: lookAtWarehouse,

  chain: lookAtChain,
};

/** Ends of roles that the configuration asks for, and that nobody has confirmed yet. */
async function lookAtRoles({ folder, clock }: Start): Promise<Seen> {
  await using ledger = await openLedgerToRead(folder.ledger);
  if (ledger === null) return NOTHING;
  const pending = pendingRoleEnds(await ledger.read(), clock.now());
  if (pending.length === 0) return { text: "no end of a role waits to be confirmed" };
  const nameOf = await publishedNames(folder.snapshots);
  const told = pending.map(({ at, payload: { account, role, stream, valid_to } }) => {
    const where = stream === null ? "" : ` in cohort ${stream}`;
    return `${role}${where} of ${nameOf(account)} to ${valid_to ?? "end"}, asked ${at}`;
  });
  const text =
    `the configuration took back what goes on until somebody else on the committee confirms ` +
    `it on /committee/people/: ${told.join("; ")}`;
  return { text, isOpen: true };
}

/** The file as its owner last saved it; the key itself only the signer may read. */
async function lookAtChain({ folder, config }: Start): Promise<Seen> {
  const { cluster } = config.settlement;
  if (cluster !== "embedded")
    return { text: "on a cluster; `vklad settlement doctor` looks at it", isOpen: true };
  const view = savedView(folder.chain);
  if (view === null) return { text: "nothing yet; the process that pays makes it" };
  const isApart = signerSocketOf(config, process.env) !== null;
  const { keyFile } = signerSettings({ config, folder }, process.env);
  if (!isApart) {
    if (!existsSync(keyFile)) throw new SettlerKeyMissingError(keyFile, view.settler);
    assertPrivate(keyFile);
  }
  await assertOneStory(folder, view);
  if (isApart) return { text: `whole; the signer has the key; the mint is ${view.mint}` };
  return { text: `whole, and the settler's key is for its owner only; the mint is ${view.mint}` };
}

/** Chain and ledger are of one moment: the ledger knows every payment, and names this chain. */
async function assertOneStory(folder: Start["folder"], view: ChainView): Promise<void> {
  await using ledger = await openLedgerToRead(folder.ledger);
  await assertKnowsPayments(view, ledger ?? NO_LEDGER, view.settler);
  const newest = plansOf((await ledger?.read({ kinds: PLAN_KINDS })) ?? []).at(-1);
  if (newest === undefined) return;
  const asked = { genesis: async () => view.genesis };
  await assertGenesis(asked, newest.digest, newest.plan.chain.genesis);
}

const NO_LEDGER = { read: async () => [], seqOf: async () => null };

function savedView(dir: string): ChainView | null {
  try {
    return savedChain(dir)();
  } catch (error) {
    if (error instanceof ChainMissingError) return null;
    throw error;
  }
}

async function lookAtWarehouse({ folder }: Start): Promise<Seen> {
  try {
    await using warehouse = await openWarehouseToRead({
      file: folder.warehouse,
      streams: declaredStreams,
    });
    if (warehouse === null) return NOTHING;
    const failing = await checkBuilt(warehouse.db, models);
    const names = failing.map(({ model, check }) => `${model}: ${check}`);
    if (failing.length > 0) throw new Error(`these checks fail: ${names.join("; ")}`);
    return { text: "free, opens, and every check of its models holds" };
  } catch (error) {
    if (!(error instanceof WarehouseLockedError)) throw error;
    const text =
      `process ${error.pid ?? "unknown"} has it open and checks what it builds; ` +
      `stop that process to run the checks here`;
    return { text, isOpen: true };
  }
}
