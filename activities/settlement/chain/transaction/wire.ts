/** A legacy transaction taken apart. Everything is a view of the given bytes: nothing is copied. */
export interface ParsedWire {
  readonly signatures: readonly Uint8Array[];
  /** What the signatures are over. */
  readonly message: Uint8Array;
  readonly header: { signers: number; readonlySigners: number; readonlyOthers: number };
  readonly keys: readonly Uint8Array[];
  readonly blockhash: Uint8Array;
  readonly instructions: readonly ParsedInstruction[];
  readonly wire: Uint8Array;
  /** Over the whole transaction, to read numbers with. */
  readonly view: DataView;
}

/** Where an instruction stands in the transaction: a view of each would take half of the time. */
export interface ParsedInstruction {
  /** Index of its program's key. */
  readonly program: number;
  /** Indexes into the keys, a byte each. */
  readonly accountsAt: number;
  readonly accountCount: number;
  readonly bytesAt: number;
  readonly byteCount: number;
}

/**
 * Reads what `signMessage` writes, and any other legacy transaction. Trailing bytes, an index past
 * the keys and a count that runs over the end are errors, so that two readers of the same bytes
 * cannot see two transactions.
 */
export function parseWire(bytes: Uint8Array): ParsedWire {
  // A view of a Buffer is several times slower to make than a plain one.
  const wire = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = wire.length;
  let at = 0;

  function byte(): number {
    if (at >= end) throw new Error(`The transaction ends early, at byte ${at}.`);
    const value = wire[at] as number;
    at += 1;
    return value;
  }

  function count(): number {
    let value = 0;
    for (let shift = 0; shift < 21; shift += 7) {
      const part = byte();
      value |= (part & 0x7f) << shift;
      if (part < 0x80) return value;
    }
    throw new Error("A count of the transaction is too long.");
  }

  /** Where what is skipped begins. */
  function skip(length: number): number {
    if (at + length > end) throw new Error(`The transaction ends early, at byte ${at}.`);
    at += length;
    return at - length;
  }

  function take(length: number): Uint8Array {
    const from = skip(length);
    return wire.subarray(from, at);
  }

  const signatures: Uint8Array[] = [];
  for (let left = count(); left > 0; left -= 1) signatures.push(take(64));
  const message = wire.subarray(at);
  const signers = byte();
  if (signers >= 0x80) throw new Error("Only legacy transactions are read here.");
  const header = { signers, readonlySigners: byte(), readonlyOthers: byte() };
  const keys: Uint8Array[] = [];
  for (let left = count(); left > 0; left -= 1) keys.push(take(32));
  if (signers !== signatures.length) throw new Error("Signatures and signers differ in number.");
  const blockhash = take(32);
  const instructions: ParsedInstruction[] = [];
  for (let left = count(); left > 0; left -= 1) {
    const program = byte();
    const accountCount = count();
    const accountsAt = skip(accountCount);
    let highest = program;
    for (let index = accountsAt; index < at; index += 1) {
      const account = wire[index] as number;
      if (account > highest) highest = account;
    }
    if (highest >= keys.length) throw new Error("An instruction names a key that is not there.");
    const byteCount = count();
    const bytesAt = skip(byteCount);
    instructions.push({ program, accountsAt, accountCount, bytesAt, byteCount });
  }
  if (at !== end) throw new Error(`${end - at} bytes follow the transaction.`);
  const view = new DataView(wire.buffer, wire.byteOffset, end);
  return { signatures, message, header, keys, blockhash, instructions, wire, view };
}

export function isWritable({ header, keys }: ParsedWire, index: number): boolean {
  return index < header.signers
    ? index < header.signers - header.readonlySigners
    : index < keys.length - header.readonlyOthers;
}

/** Indexes into the keys. */
export function accountsOf({ wire }: ParsedWire, instruction: ParsedInstruction): Uint8Array {
  const { accountsAt, accountCount } = instruction;
  return wire.subarray(accountsAt, accountsAt + accountCount);
}

export function bytesOf({ wire }: ParsedWire, instruction: ParsedInstruction): Uint8Array {
  const { bytesAt, byteCount } = instruction;
  return wire.subarray(bytesAt, bytesAt + byteCount);
}
