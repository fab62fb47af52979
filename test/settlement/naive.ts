import { createHash } from "node:crypto";

import { createRandom } from "../../demo/random.ts";
import { base58Bytes } from "../../activities/settlement/chain/transaction/base58.ts";
import {
  compileMessage,
  type Instruction,
  signatureOf,
  signWire,
  unsignedWire,
} from "../../activities/settlement/chain/transaction/message.ts";
import {
  ASSOCIATED_TOKEN_PROGRAM,
  SYSTEM_PROGRAM,
  TOKEN_PROGRAM,
} from "../../activities/settlement/chain/transaction/programs.ts";
import { type Settler, settlerOf } from "../../activities/settlement/chain/settler-key.ts";
import { tokensOf } from "./accounts.ts";
import { drawKinds, type Kind } from "./kinds.ts";
import { modelMachine } from "./machine.ts";
import { network } from "./network.ts";
import { createNode } from "./node.ts";
import { createWorld, memberOf, tokensAddress } from "./world.ts";

const STEPS_MAX = 300;
const AMOUNT = 1_000n;

type Noted = { readonly signature: string; readonly lastValidBlockHeight: number } | "paid";

/**
 * What most payout tools do, in the same network with the same faults: send, then write down what
 * was sent; sign anew where a status is missing past the height. No receipt, one node. Gives the
 * members who were paid more than once.
 */
export async function playNaively(seed: number): Promise<readonly string[]> {
  const random = createRandom(`settlement/${seed}`);
  const drawn = drawKinds(random.fork("kinds"));
  const settler = settlerOf(createHash("sha256").update(`settler ${seed}`).digest());
  const members = Array.from({ length: random.whole(3, 9) }, (_, index) => `m_run_${index}`);
  const of = { settler, members, random };
  const { cluster, facts, treasury } = createWorld(modelMachine(), { name: `real ${seed}`, ...of });
  const other = createWorld(modelMachine(), { name: `other ${seed}`, ...of });
  const net = network(random.fork("network"), drawn, new Set());
  let isElsewhere = false;
  const node = createNode(
    () => (isElsewhere ? other.cluster : cluster),
    () => net.of("main"),
  );
  const batches = [members.slice(0, 3), members.slice(3, 6), members.slice(6)];
  const has = (kind: Kind, chance: number) => drawn.has(kind) && random.chance(chance);
  const journals = has("two settlers at once", 1) ? [journal(), journal()] : [journal()];

  for (let step = 0; step < STEPS_MAX; step += 1) {
    const slots = random.whole(1, 20);
    cluster.advance(slots);
    other.cluster.advance(slots);
    if (has("rollback", 0.1)) cluster.fork(random.whole(1, 31), () => random.whole(1, 40));
    if (has("wrong chain", 0.02)) isElsewhere = !isElsewhere;
    for (const noted of journals) {
      if (has("lost journal", 0.01) || has("lost ledger", 0.01)) noted.clear();
      if (has("older ledger", 0.01)) noted.delete(random.whole(0, 2));
      for (const [batch, wallets] of batches.entries())
        await stepOf(noted, batch, wallets).catch(() => undefined);
    }
    if (journals.every((noted) => batches.every((_, batch) => noted.get(batch) === "paid"))) break;
  }
  cluster.advance(400);
  return members.filter((member) => {
    const tokens = tokensOf(cluster.machine.account(tokensAddress(memberOf(member).address)));
    return (tokens?.amount ?? 0n) > AMOUNT;
  });

  async function stepOf(noted: Map<number, Noted>, batch: number, wallets: readonly string[]) {
    const known = noted.get(batch);
    if (known === "paid" || wallets.length === 0) return void noted.set(batch, "paid");
    if (known === undefined) {
      const { blockhash, lastValidBlockHeight } = await node.latestBlockhash();
      const wire = payment(settler, wallets, blockhash, { treasury, mint: facts.mint });
      await node.send(wire);
      if (has("crash", 0.1)) return;
      noted.set(batch, { signature: signatureOf(wire), lastValidBlockHeight });
      return;
    }
    const { values } = await node.statuses([known.signature]);
    const status = values[0] ?? null;
    const { height } = await node.finalizedView();
    if (status !== null && status.commitment !== "processed") noted.set(batch, "paid");
    else if (status === null && height > known.lastValidBlockHeight) noted.delete(batch);
  }
}

const journal = () => new Map<number, Noted>();

function payment(
  settler: Settler,
  members: readonly string[],
  blockhash: string,
  { treasury, mint }: { readonly treasury: string; readonly mint: string },
): Uint8Array {
  const key = (address: string, isWritable = false) => ({
    key: base58Bytes(address, 32),
    isSigner: false,
    isWritable,
  });
  const payer = { key: settler.publicKey, isSigner: true, isWritable: true };
  const plain = (bytes: Uint8Array) => ({ key: bytes, isSigner: false, isWritable: false });
  const instructions = members.flatMap((member): Instruction[] => {
    const account = key(tokensAddress(memberOf(member).address), true);
    const owner = plain(memberOf(member).publicKey);
    const bytes = Buffer.alloc(9);
    bytes[0] = 3;
    bytes.writeBigUInt64LE(AMOUNT, 1);
    const programs = [plain(SYSTEM_PROGRAM), plain(TOKEN_PROGRAM)];
    return [
      {
        program: ASSOCIATED_TOKEN_PROGRAM,
        accounts: [payer, account, owner, key(mint), ...programs],
        bytes: Uint8Array.of(1),
      },
      { program: TOKEN_PROGRAM, accounts: [key(treasury, true), account, payer], bytes },
    ];
  });
  const wire = unsignedWire(
    compileMessage(settler.publicKey, instructions, base58Bytes(blockhash, 32)),
  );
  signWire(wire, [settler]);
  return wire;
}
