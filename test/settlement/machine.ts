import type { ChainAccount } from "../../activities/settlement/chain/port.ts";
import {
  addressText,
  addressWithSeed,
  ASSOCIATED_TOKEN_PROGRAM,
  COMPUTE_BUDGET_PROGRAM,
  MEMO_PROGRAM,
} from "../../activities/settlement/chain/transaction/programs.ts";
import {
  accountsOf,
  bytesOf,
  isWritable,
  keyOf,
  parseWire,
} from "../../activities/settlement/chain/transaction/wire.ts";
import type {
  ParsedInstruction,
  ParsedWire,
} from "../../activities/settlement/chain/transaction/format.ts";
import { plainAccount, rentOf, SYSTEM, TOKEN, tokenAccount, tokensOf } from "./accounts.ts";

/** What ran, in the chain's own words; `isLanded` is false where no block would hold it. */
export interface Executed {
  readonly error: unknown;
  readonly isLanded: boolean;
  readonly units: number;
}

/** Executes transactions on accounts, and knows nothing of blocks. */
export interface Machine {
  execute(wire: Uint8Array): Executed;
  simulate(wire: Uint8Array): Executed;
  account(address: string): ChainAccount | null;
  put(address: string, account: ChainAccount | null): void;
}

const SIGNATURE_LAMPORTS = 5_000n;
const ASSOCIATED = addressText(ASSOCIATED_TOKEN_PROGRAM);
const BUDGET = addressText(COMPUTE_BUDGET_PROGRAM);
const MEMO = addressText(MEMO_PROGRAM);
const UNITS = { [SYSTEM]: 150, [BUDGET]: 150, [TOKEN]: 105, [MEMO]: 500, [ASSOCIATED]: 15_000 };

class Refused extends Error {
  readonly code: unknown;
  constructor(code: unknown) {
    super(JSON.stringify(code));
    this.code = code;
  }
}
const custom = (number: number) => new Refused({ Custom: number });

/**
 * Our own model of the programs that a payment, a void, a reclaim and a stranger's transfer call: what they
 * change and by which errors they refuse. It reads the very bytes that were signed. That it does as
 * the real programs do is shown beside LiteSVM, by the same runs in both.
 */
export function modelMachine(): Machine {
  const accounts = new Map<string, ChainAccount>();

  /** What a transaction would change; nothing of it where it fails, but its fee. */
  function run(wire: Uint8Array): {
    executed: Executed;
    changed: Map<string, ChainAccount | null>;
  } {
    const parsed = parseWire(wire);
    const fee = SIGNATURE_LAMPORTS * BigInt(parsed.header.signers);
    const payer = addressText(keyOf(parsed, 0));
    const paying = accounts.get(payer) ?? null;
    const refused = (error: unknown) => ({
      executed: { error, isLanded: false, units: 0 },
      changed: new Map<string, ChainAccount | null>(),
    });
    if (paying === null) return refused("AccountNotFound");
    if (paying.lamports < fee) return refused("InsufficientFundsForFee");
    const left = { ...paying, lamports: paying.lamports - fee };
    if (left.lamports > 0n && left.lamports < rentOf(0))
      return refused({ InsufficientFundsForRent: { account_index: 0 } });
    const changed = new Map<string, ChainAccount | null>([[payer, left]]);
    const at = (address: string) =>
      changed.has(address) ? (changed.get(address) ?? null) : (accounts.get(address) ?? null);
    let units = 0;
    for (const [index, instruction] of parsed.instructions.entries()) {
      const program = addressText(keyOf(parsed, instruction.program));
      units += UNITS[program] ?? 0;
      try {
        call(program, parsed, instruction, { at, put: (key, value) => changed.set(key, value) });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const said = { InstructionError: [index, error.code] };
        return {
          executed: { error: said, isLanded: true, units },
          changed: new Map([[payer, left]]),
        };
      }
    }
    const poor = [...changed].find(
      ([key, one]) => one !== null && one.lamports < rentOf(one.bytes.length) && key !== "",
    );
    if (poor !== undefined && (poor[1]?.lamports ?? 0n) > 0n) {
      const account_index = indexOf(parsed, poor[0]);
      const error = { InsufficientFundsForRent: { account_index } };
      return { executed: { error, isLanded: true, units }, changed: new Map([[payer, left]]) };
    }
    return { executed: { error: null, isLanded: true, units }, changed };
  }

  return {
    account: (address) => accounts.get(address) ?? null,
    put: write,
    simulate: (wire) => run(wire).executed,
    execute(wire) {
      const { executed, changed } = run(wire);
      for (const [address, account] of changed) write(address, account);
      return executed;
    },
  };

  function write(address: string, account: ChainAccount | null): void {
    if (account === null || account.lamports === 0n) accounts.delete(address);
    else accounts.set(address, account);
  }
}

interface Accounts {
  at(address: string): ChainAccount | null;
  put(address: string, account: ChainAccount | null): void;
}

function call(program: string, parsed: ParsedWire, one: ParsedInstruction, state: Accounts): void {
  const indexes = [...accountsOf(parsed, one)];
  const keys = indexes.map((index) => keyOf(parsed, index));
  const names = keys.map(addressText);
  const signs = (place: number) => (indexes[place] ?? Infinity) < parsed.header.signers;
  const bytes = Buffer.from(bytesOf(parsed, one));
  const given = { keys, names, signs, bytes, state };
  if (program === SYSTEM) return system(given);
  if (program === TOKEN) return token(given);
  if (program === ASSOCIATED) return associated(given);
  if (program !== BUDGET && program !== MEMO) throw new Refused("UnsupportedProgramId");
}

interface Call {
  readonly keys: readonly Uint8Array[];
  readonly names: readonly string[];
  signs(place: number): boolean;
  readonly bytes: Buffer;
  readonly state: Accounts;
}

function system({ keys, names, signs, bytes, state }: Call): void {
  const [from = "", to = ""] = names;
  const kind = bytes.readUInt32LE(0);
  if (kind === 11) return transferWithSeed({ keys, names, signs, bytes, state });
  if (!signs(0)) throw new Refused("MissingRequiredSignature");
  if (kind === 2) return moveLamports(state, from, to, bytes.readBigUInt64LE(4));
  if (kind !== 3) throw new Refused("InvalidInstructionData");
  const length = Number(bytes.readBigUInt64LE(36));
  const seed = bytes.toString("latin1", 44, 44 + length);
  const lamports = bytes.readBigUInt64LE(44 + length);
  const made = addressWithSeed(bytes.subarray(4, 36), seed);
  if (Buffer.compare(made, keys[1] ?? made) !== 0) throw custom(5);
  // Whoever sent lamports ahead has taken the address as well.
  if (state.at(to) !== null) throw custom(0);
  moveLamports(state, from, to, lamports);
}

/** Of an account whose address comes from a base that signs. */
function transferWithSeed({ keys, names, signs, bytes, state }: Call): void {
  const [from = "", , to = ""] = names;
  if (!signs(1)) throw new Refused("MissingRequiredSignature");
  const length = Number(bytes.readBigUInt64LE(12));
  const made = addressWithSeed(
    keys[1] ?? new Uint8Array(),
    bytes.toString("latin1", 20, 20 + length),
  );
  if (Buffer.compare(made, keys[0] ?? made) !== 0) throw custom(5);
  moveLamports(state, from, to, bytes.readBigUInt64LE(4));
}

function moveLamports(state: Accounts, from: string, to: string, lamports: bigint): void {
  const source = state.at(from);
  if (source === null || source.lamports < lamports) throw custom(1);
  const left = source.lamports - lamports;
  state.put(from, left === 0n ? null : { ...source, lamports: left });
  const target = state.at(to) ?? plainAccount(0n);
  state.put(to, { ...target, lamports: target.lamports + lamports });
}

function token({ names, signs, bytes, state, keys }: Call): void {
  const kind = bytes[0];
  if (kind === 6) {
    const [address = ""] = names;
    const { account, tokens } = tokensAt(state, address);
    if (!signs(1)) throw new Refused("MissingRequiredSignature");
    if (Buffer.compare(tokens.owner, keys[1] ?? tokens.mint) !== 0) throw custom(4);
    const owner = Uint8Array.from(bytes.subarray(3, 35));
    return state.put(address, tokenAccount({ ...tokens, owner }, account.lamports));
  }
  if (kind === 9) {
    const [address = "", to = ""] = names;
    const { account, tokens } = tokensAt(state, address);
    if (!signs(2)) throw new Refused("MissingRequiredSignature");
    if (Buffer.compare(tokens.owner, keys[2] ?? tokens.mint) !== 0) throw custom(4);
    if (tokens.amount > 0n) throw custom(11);
    const target = state.at(to) ?? plainAccount(0n);
    state.put(to, { ...target, lamports: target.lamports + account.lamports });
    return state.put(address, null);
  }
  if (kind !== 3 && kind !== 12) throw custom(12);
  const isChecked = kind === 12;
  const [from = "", to = ""] = isChecked ? [names[0], names[2]] : names;
  const authority = isChecked ? 3 : 2;
  const amount = bytes.readBigUInt64LE(1);
  const source = tokensAt(state, from);
  const target = tokensAt(state, to);
  if (source.tokens.state === 2 || target.tokens.state === 2) throw custom(17);
  if (source.tokens.amount < amount) throw custom(1);
  if (Buffer.compare(source.tokens.mint, target.tokens.mint) !== 0) throw custom(3);
  if (isChecked) {
    if (Buffer.compare(source.tokens.mint, keys[1] ?? source.tokens.owner) !== 0) throw custom(3);
    if (state.at(names[1] ?? "")?.bytes[44] !== bytes[9]) throw custom(18);
  }
  if (Buffer.compare(source.tokens.owner, keys[authority] ?? source.tokens.mint) !== 0)
    throw custom(4);
  if (!signs(authority)) throw new Refused("MissingRequiredSignature");
  if (from === to) return;
  const moved = (one: typeof source, by: bigint) =>
    tokenAccount({ ...one.tokens, amount: one.tokens.amount + by }, one.account.lamports);
  state.put(from, moved(source, -amount));
  state.put(to, moved(target, amount));
}

function tokensAt(state: Accounts, address: string) {
  const account = state.at(address);
  const tokens = tokensOf(account);
  if (account === null || tokens === null) throw new Refused("InvalidAccountData");
  return { account, tokens };
}

/** CreateIdempotent, which is the only one we send. */
function associated({ keys, names, bytes, state }: Call): void {
  if (bytes[0] !== 1) throw new Refused("InvalidInstructionData");
  const [payer = "", address = ""] = names;
  const [, , owner = new Uint8Array(), mint = new Uint8Array()] = keys;
  const there = state.at(address);
  const tokens = tokensOf(there);
  if (tokens !== null) {
    if (Buffer.compare(tokens.owner, owner) !== 0) throw custom(0);
    return;
  }
  const missing = rentOf(165) - (there?.lamports ?? 0n);
  if (missing > 0n) moveLamports(state, payer, address, missing);
  const lamports = state.at(address)?.lamports ?? 0n;
  state.put(address, tokenAccount({ mint, owner, amount: 0n, state: 1 }, lamports));
}

function indexOf(parsed: ParsedWire, address: string): number {
  for (let index = 0; index < parsed.keyCount; index += 1)
    if (isWritable(parsed, index) && addressText(keyOf(parsed, index)) === address) return index;
  return -1;
}
