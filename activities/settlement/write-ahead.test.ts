/** Written down, then sent; and never a second payment while the first may still land. */
import { join } from "node:path";

import { expect, test } from "vitest";

import { fc } from "../../test/property.ts";
import { openLedgerToRead } from "../../warehouse/ledger/store/ledger-reader.ts";
import type { ChainPort } from "./chain/port.ts";
import { signatureOf } from "./chain/transaction/message.ts";
import { openJournal } from "./journal.ts";
import { blindSigner } from "./signer/given.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  TWENTY,
  type GivenSettlement,
} from "./given.ts";

const FOUR = TWENTY.slice(0, 4);

async function givenTwoBatches() {
  const given = await givenSettlement();
  const plan = planOf(given.facts, FOUR, { perBatch: 2 });
  return Object.assign(given, { plan, digest: await givenApproved(given.ledger, plan) });
}

/** Tells what is sent and not in the ledger's file, as somebody else reads it at that moment. */
function watchingSends({ folder, chain: { chain } }: GivenSettlement, sent: string[]) {
  const unwritten: string[] = [];
  const port: ChainPort = {
    ...chain,
    async send(wire) {
      await using reader = await openLedgerToRead({ file: join(folder, "ledger.db") });
      const written = (await reader?.read({ kinds: ["attempt_signed"] })) ?? [];
      const bytes = Buffer.from(wire).toString("base64");
      const isWritten = written.some(
        ({ payload }) => payload.wire === bytes && payload.signature === signatureOf(wire),
      );
      sent.push(signatureOf(wire));
      if (!isWritten) unwritten.push(signatureOf(wire));
      return await chain.send(wire);
    },
  };
  return { port, unwritten };
}

const anyStep = fc.record({
  do: fc.constantFrom("prepare", "send", "observe", "wait", "void"),
  batch: fc.nat(1),
  blocks: fc.constantFrom(5, 40, 200),
});

test("whatever is asked in whatever order, no bytes are sent that the ledger's file does not hold", async () => {
  const sent: string[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 14 }), async (steps) => {
      await using given = await givenTwoBatches();
      const { port, unwritten } = watchingSends(given, sent);
      const activities = given.activities({ chain: port });
      for (const { do: step, batch, blocks } of steps) {
        const input = { digest: given.digest, batch };
        if (step === "prepare") await activities.prepareBatch(input);
        else if (step === "send") await activities.sendBatch(input);
        else if (step === "observe") await activities.observeBatch(input);
        else if (step === "void") await activities.voidBatch(input);
        else given.chain.advance(blocks);
      }

      expect(unwritten).toEqual([]);
      const paid = expectedBalances(FOUR);
      const found = await chainBalances(given.activities(), given.digest);
      // Once, or not at all yet: never twice.
      for (const [wallet, amount] of Object.entries(found))
        expect(["0", paid[wallet]]).toContain(amount);
    }),
    { seed: 20_261_127, numRuns: 12 },
  );
  expect(new Set(sent).size).toBeGreaterThan(10);
});

test("while a payment may still land, the ledger takes no second one of its batch", async () => {
  await using given = await givenTwoBatches();
  const { digest, ledger, settler } = given;
  await given.activities().prepareBatch({ digest, batch: 0 });
  const [first] = await ledger.read({ kinds: ["attempt_signed"] });
  const { payload } = first ?? expect.unreachable();
  const journal = openJournal(ledger, blindSigner(settler), {
    now: () => Date.parse(first?.at ?? ""),
  });
  const second = { ...payload, attempt: 2, signature: "another" };

  await expect(journal.signed(second)).rejects.toThrow(
    "Batch 0 of plan " + `${digest.slice(0, 12)} has attempt 1, which may still land`,
  );
  await journal.note("attempt_expired", { digest, batch: 0, attempt: 1, evidence: "seen" }, "1");

  expect(await journal.signed(second)).toBe(true);
});
