import {
  compileMessage,
  signWire,
  unsignedWire,
  type Instruction,
  type MessageSigner,
} from "../transaction/message.ts";
import {
  ASSOCIATED_TOKEN_PROGRAM,
  associatedTokenAddress,
  SYSTEM_PROGRAM,
  TOKEN_PROGRAM,
} from "../transaction/programs.ts";

/** A mint's size: spl-token's `Mint::LEN`. */
const MINT_BYTES = 82;

/**
 * One transaction that makes the token and puts its whole supply into the owner's account, and then
 * gives up the right to mint: the supply is fixed. Whoever makes it pays for it.
 */
export function mintToken(token: {
  maker: MessageSigner;
  owner: Uint8Array;
  mint: MessageSigner;
  decimals: number;
  supply: bigint;
  blockhash: Uint8Array;
  rent: bigint;
}): { wire: Uint8Array; treasury: Uint8Array } {
  const { owner } = token;
  const maker = token.maker.publicKey;
  const mint = token.mint.publicKey;
  const treasury = associatedTokenAddress(owner, mint);
  const payer = { key: maker, isSigner: true, isWritable: true };
  const instructions: Instruction[] = [
    {
      program: SYSTEM_PROGRAM,
      accounts: [payer, { key: mint, isSigner: true, isWritable: true }],
      bytes: createAccountBytes(token.rent),
    },
    {
      program: TOKEN_PROGRAM,
      accounts: [{ key: mint, isSigner: false, isWritable: true }],
      // InitializeMint2 without a freeze authority: nobody can freeze a member's tokens.
      bytes: Buffer.concat([Uint8Array.of(20, token.decimals), maker, Uint8Array.of(0)]),
    },
    {
      program: ASSOCIATED_TOKEN_PROGRAM,
      accounts: [
        payer,
        { key: treasury, isSigner: false, isWritable: true },
        ...[owner, mint, SYSTEM_PROGRAM, TOKEN_PROGRAM].map((key) => ({
          key,
          isSigner: false,
          isWritable: false,
        })),
      ],
      bytes: Uint8Array.of(1),
    },
    {
      program: TOKEN_PROGRAM,
      accounts: [
        { key: mint, isSigner: false, isWritable: true },
        { key: treasury, isSigner: false, isWritable: true },
        { key: maker, isSigner: true, isWritable: false },
      ],
      bytes: Buffer.concat([Uint8Array.of(7), u64Bytes(token.supply)]),
    },
    {
      program: TOKEN_PROGRAM,
      accounts: [
        { key: mint, isSigner: false, isWritable: true },
        { key: maker, isSigner: true, isWritable: false },
      ],
      // SetAuthority, of minting, to nobody.
      bytes: Uint8Array.of(6, 0, 0),
    },
  ];
  const message = compileMessage(maker, instructions, token.blockhash);
  const wire = unsignedWire(message, 2);
  signWire(wire, [token.maker, token.mint]);
  return { wire, treasury };
}

function createAccountBytes(lamports: bigint): Uint8Array {
  return Buffer.concat([
    new Uint8Array(4),
    u64Bytes(lamports),
    u64Bytes(BigInt(MINT_BYTES)),
    TOKEN_PROGRAM,
  ]);
}

function u64Bytes(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
