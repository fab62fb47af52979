/** Questions to a signer in another process, over streams that break, stall and lie. */
import { PassThrough } from "node:stream";

import { expect, test } from "vitest";

import { seededBytes } from "../../../test/seed.ts";
import { settlerOf } from "../chain/settler-key.ts";
import { answer } from "./answer.ts";
import { SignerRefusedError } from "./errors.ts";
import { blindSigner } from "./given.ts";
import type { Signer } from "./port.ts";
import { MESSAGE_BYTES_MAX } from "./protocol.ts";
import { type Line, remoteSigner } from "./remote.ts";

const settler = settlerOf(seededBytes("settler"));
const REQUEST = {
  ...{ digest: "5e".repeat(32), batch: 0, purpose: "pay" as const },
  ...{ wire: Buffer.from("bytes"), place: null },
};

/** A line to a signer in this process, as a pipe is one. */
function lineTo(signer: () => Promise<Signer>) {
  const [there, back] = [new PassThrough(), new PassThrough()];
  answer({ input: there, output: back }, { signer, version: "0" });
  const line: Line = {
    ...{ input: back, output: there },
    close: () => void there.end(),
  };
  return { line, breakOff: () => void back.destroy() };
}

const signing = (sign: Signer["sign"]): (() => Promise<Signer>) => {
  const signer = { ...blindSigner(settler), sign };
  return async () => await Promise.resolve(signer);
};

test("a signature comes as the signer gives it, and a refusal with its code and words", async () => {
  let isRefused = false;
  const { line } = lineTo(
    signing(async () => {
      if (isRefused) throw new SignerRefusedError("signer_spent", "line 7 was signed before.");
      return await Promise.resolve(seededBytes("signature"));
    }),
  );
  await using remote = await remoteSigner({
    open: async () => await Promise.resolve(line),
    onBroken: () => undefined,
  });

  expect(remote.address).toBe(settler.address);
  expect(Buffer.from(await remote.saltOf("5e".repeat(32)))).toEqual(
    Buffer.from(settler.saltOf("5e".repeat(32))),
  );
  expect(Buffer.from(await remote.sign(REQUEST))).toEqual(seededBytes("signature"));
  isRefused = true;
  await expect(remote.sign(REQUEST)).rejects.toMatchObject({
    ...{ name: "SignerRefusedError", code: "signer_spent" },
    message: "The signer did not sign: line 7 was signed before.",
  });
});

test("what a broken line leaves unanswered may be asked again, on a new line", async () => {
  let brokenCount = 0;
  const lines = [
    lineTo(signing(() => new Promise(() => undefined))),
    lineTo(signing(async () => await Promise.resolve(seededBytes("signature")))),
  ];
  const opened: typeof lines = [];
  await using remote = await remoteSigner({
    async open() {
      const next = lines[opened.length]!;
      opened.push(next);
      return await Promise.resolve(next.line);
    },
    onBroken: () => (brokenCount += 1),
  });
  const asked = remote.sign(REQUEST);
  opened[0]?.breakOff();

  await expect(asked).rejects.toMatchObject({ name: "SignerDownError" });
  expect(Buffer.from(await remote.sign(REQUEST))).toEqual(seededBytes("signature"));
  expect(brokenCount).toBe(1);
});

test("an answer that does not come in time is waited for no longer", async () => {
  const { line } = lineTo(signing(() => new Promise(() => undefined)));
  await using remote = await remoteSigner({
    open: async () => await Promise.resolve(line),
    onBroken: () => undefined,
    answerMs: 300,
  });

  await expect(remote.sign(REQUEST)).rejects.toThrow("no answer within 300 ms");
});

test("a signer that comes back with another key is asked nothing", async () => {
  const other = settlerOf(seededBytes("another"));
  const lines = [
    lineTo(signing(async () => await Promise.resolve(seededBytes("signature")))),
    lineTo(async () => await Promise.resolve(blindSigner(other))),
  ];
  let count = 0;
  await using remote = await remoteSigner({
    open: async () => await Promise.resolve(lines[count++]!.line),
    onBroken: () => undefined,
  });
  lines[0]?.breakOff();
  await expect
    .poll(() => remote.sign(REQUEST).catch((error: Error) => error.message))
    .toContain(`it has the key of ${other.address} by now`);
});

test("why a signer cannot begin is told to whoever asks it", async () => {
  const { line } = lineTo(async () => await Promise.reject(new Error("there is no key")));

  await expect(
    remoteSigner({ open: async () => await Promise.resolve(line), onBroken: () => undefined }),
  ).rejects.toThrow("there is no key");
});

const END_MS = 5_000;

/** Whether the answering end stops listening within a while. */
async function endsAfter(
  send: (to: PassThrough) => void,
  { halfMs = 60_000 }: { readonly halfMs?: number } = {},
): Promise<boolean> {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const signer = signing(async () => await Promise.resolve(seededBytes("signature")));
  const { ended } = answer({ input: there, output: back }, { signer, version: "0" }, { halfMs });
  there.on("error", () => undefined);
  send(there);
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), END_MS);
  const isEnded = await Promise.race([ended.then(() => true), late.promise]);
  clearTimeout(timer);
  there.destroy();
  return isEnded;
}

test("half a message is not waited for longer than a message may take", async () => {
  const half = (to: PassThrough) => void to.write("Content-Length: 100\r\n\r\n{");

  expect(await endsAfter(half, { halfMs: 50 })).toBe(true);
});

test("whoever sends more than a message may have is not listened to any longer", async () => {
  const flood = (to: PassThrough) => {
    to.write("Content-Length: 999999999\r\n\r\n");
    for (let sent = 0; sent <= MESSAGE_BYTES_MAX; sent += 16_384) to.write(Buffer.alloc(16_384));
    to.write(Buffer.alloc(16_384));
  };

  expect(await endsAfter(flood)).toBe(true);
});

test("what is no message ends the line", async () => {
  expect(await endsAfter((to) => void to.write("GET / HTTP/1.1\r\n\r\n"))).toBe(true);
});
