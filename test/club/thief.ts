/** Who has copied somebody's cookie, and nothing else: no browser, no key of theirs. */
import { sign } from "node:crypto";

import { base58Encode } from "../../warehouse/ledger/index.ts";
import { seededKeyPair } from "../seed.ts";
import type { Club } from "./given-club.ts";
import type { Member } from "./member.ts";

export interface Answer {
  readonly status: number;
  readonly body: Record<string, any>;
}

export async function thiefOf({ context, username }: Member, { address }: Club) {
  const cookies = await context.cookies(address);
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const read = async (path: string) =>
    (await (await fetch(`${address}${path}`, { headers: { cookie } })).json()) as any;
  const { csrf, memberId } = (await read("/data/session.json")) as {
    csrf: string;
    memberId: string;
  };
  const { publicKey, privateKey } = seededKeyPair(`the thief of ${username}'s session`);
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  return {
    memberId,
    read,
    publicKey: raw.toString("base64"),
    wallet: base58Encode(raw),
    /** With the thief's own key. */
    over: (text: string) => sign(null, Buffer.from(text), privateKey).toString("base64"),
    async post(path: string, body: object): Promise<Answer> {
      const headers = {
        cookie,
        origin: address,
        "x-csrf": csrf,
        "content-type": "application/json",
      };
      const reply = await fetch(`${address}${path}`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      });
      return { status: reply.status, body: (await reply.json()) as Answer["body"] };
    },
  };
}
