import { expect, test } from "vitest";

import { bob } from "../../warehouse/ledger/given.ts";
import { wayOut } from "../../warehouse/ledger/index.ts";
import { InputsBrokenError } from "./errors.ts";
import { givenDistribution } from "./given-distribution.ts";

const FILE = "discourse_posts/00000001-aaaaaaaaaaaaaaaa.ndjson.zst";

test("nothing is proposed from a damaged file of landing, which is named", async () => {
  await using given = await givenDistribution();
  given.world.damaged = [FILE];

  await expect(given.propose()).rejects.toThrow(InputsBrokenError);
  await expect(given.propose()).rejects.toThrow(`Landing is damaged: ${FILE}.`);
  expect(await given.ledger.read({ kinds: ["plan_proposed"] })).toEqual([]);
});

test("a damaged file voids what was signed, and once restored a revision is proposed", async () => {
  await using given = await givenDistribution();
  const first = await given.propose();
  await given.sign(first.digest, [bob]);
  given.world.damaged = [FILE];

  await expect(given.propose()).rejects.toThrow(InputsBrokenError);
  await expect(given.propose()).rejects.toThrow(InputsBrokenError);
  const broken = await given.stateOf(first.digest);
  expect(broken).toMatchObject({
    status: "voided",
    mayPay: false,
    voidAsked: { actor: "schedule", reason: `inputs_broken: ${FILE}` },
  });
  expect(wayOut(broken)).toBe("inputs_broken");
  expect(await given.countOf("distribution_void_asked")).toBe(1);
  await expect(given.sign(first.digest)).rejects.toMatchObject({ code: "closed" });

  given.world.damaged = [];
  const second = await given.propose();
  expect(await given.stateOf(second.digest)).toMatchObject({ status: "open", approvals: [] });
  expect(second.outcome).toBe("proposed");
});

test("an approved plan waits until its batches are voided, and one that is paid goes on", async () => {
  await using given = await givenDistribution();
  const { digest } = await given.propose();
  await given.sign(digest);
  await given.close(digest, "batch_paid", 0);
  given.world.damaged = [FILE];
  expect(await given.propose()).toEqual({ digest, outcome: "unchanged" });
  expect(await given.stateOf(digest)).toMatchObject({ status: "settling", voidAsked: null });

  await using other = await givenDistribution();
  const approved = await other.propose();
  await other.sign(approved.digest);
  other.world.damaged = [FILE];
  expect(await other.propose()).toEqual({ digest: approved.digest, outcome: "kept" });
  expect(await other.stateOf(approved.digest)).toMatchObject({ status: "voiding", mayPay: false });
});

test("before its first payment an approved plan is read again, and what is damaged voids it", async () => {
  await using given = await givenDistribution();
  const { digest } = await given.propose();
  await given.sign(digest);
  expect(await given.checkInputs({ digest })).toEqual({ isWhole: true });
  given.world.damaged = [FILE];

  expect(await given.checkInputs({ digest })).toEqual({ isWhole: false });

  expect(await given.stateOf(digest)).toMatchObject({
    status: "voiding",
    mayPay: false,
    voidAsked: { actor: "schedule", reason: `inputs_broken: ${FILE}` },
  });

  await using other = await givenDistribution();
  const paid = await other.propose();
  await other.sign(paid.digest);
  await other.close(paid.digest, "batch_paid", 0);
  other.world.damaged = [FILE];
  expect(await other.checkInputs({ digest: paid.digest })).toEqual({ isWhole: true });
});
