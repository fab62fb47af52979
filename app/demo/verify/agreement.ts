import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { text } from "node:stream/consumers";

import { z } from "zod";

import { accountsJoined, standingLinks } from "../../../warehouse/ledger/index.ts";
import type { System } from "../../runtime/system.ts";

const agreement = z.object({
  count: z.number(),
  spearman: z.number().nullable(),
  length_only: z.number().nullable(),
  shuffled_truth: z.number().nullable(),
});

const verification = z.object({
  attempts: agreement,
  posts: agreement,
  liker: z.object({ person: z.string(), points: z.number(), post_count: z.number() }),
  unknown: z.array(z.string()),
  identity: z.object({
    people: z.number(),
    joined: z.number(),
    provable: z.number(),
    proven: z.number(),
    wrong_merges: z.number(),
    apart: z.number(),
    apart_found: z.number(),
  }),
});

export type Verification = z.infer<typeof verification>;

const VERIFY = fileURLToPath(new URL("../../../demo/verify.ts", import.meta.url));

/** What each contribution is worth before rank decay, by the key its source knows it under. */
async function scoredContributions({ warehouse: { db } }: System) {
  const posts = await db
    .selectFrom("contribution_scores as s")
    .innerJoin("posts as p", "p.contribution_id", "s.contribution_id")
    .select(["p.post_id as native_key", "s.score", "p.text"])
    .execute();
  const attempts = await db
    .selectFrom("contribution_scores as s")
    .innerJoin("attempts as a", "a.contribution_id", "s.contribution_id")
    // Versions know rows that are deleted by now.
    .innerJoin("stg_nocodb_attempt_versions as v", "v.attempt_id", "a.attempt_id")
    .select(["v.native_id as native_key", "s.score", "a.text"])
    .distinct()
    .execute();
  const shaped = (kind: "post" | "attempt") => (row: Record<string, unknown>) => ({
    kind,
    native_key: row["native_key"],
    points: Number(row["score"]),
    text_length: `${row["text"]}`.length,
  });
  return [...posts.map(shaped("post")), ...attempts.map(shaped("attempt"))];
}

/** Whom we take for one person, and whom we would ask about: native ids, for the demo knows no others. */
async function foundIdentity({ warehouse: { db }, ledger }: System) {
  const proofs = standingLinks(await ledger.read()).filter(({ method }) => method === "proof");
  const accounts = await db
    .selectFrom("account_keys as k")
    .innerJoin("member_accounts as m", "m.account_key", "k.account_key")
    .innerJoin("accounts as a", "a.account_key", "k.account_key")
    .select(["k.source", "native_id", "k.account_key", "member_id", "name", "handle"])
    .orderBy("k.account_key")
    .execute();
  const suggestions = await db
    .selectFrom("identity_suggestions")
    .select(["account_a", "account_b", "place_a", "place_b"])
    .execute();
  const shown = (row: Record<string, unknown>) => {
    const shows = row["name"] !== null || row["handle"] !== null;
    return { source: row["source"], native_id: row["native_id"], shows };
  };
  const byKey = new Map(accounts.map((row) => [row["account_key"], shown(row)]));
  const queues = suggestions.flatMap((row) => [
    { of: row["account_a"], other: row["account_b"], place: Number(row["place_a"]) },
    { of: row["account_b"], other: row["account_a"], place: Number(row["place_b"]) },
  ]);
  return {
    members: [...Map.groupBy(accounts, (row) => row["member_id"]).values()].map((own) =>
      own.map(shown),
    ),
    byProofs: [
      ...Map.groupBy(accounts, (row) => accountsJoined(proofs, `${row["account_key"]}`).join(" ")),
    ].map(([, own]) => own.map(shown)),
    suggestions: [...Map.groupBy(queues, ({ of }) => of)].map(([of, queue]) => ({
      of: byKey.get(of),
      candidates: queue.toSorted((a, b) => a.place - b.place).map(({ other }) => byKey.get(other)),
    })),
  };
}

/** Has the demo, in a process of its own, compare our scores with the values it planted. */
export async function compareWithTruth(system: System, truthFile: string): Promise<Verification> {
  const child = spawn(process.execPath, [VERIFY, truthFile], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const contributions = await scoredContributions(system);
  child.stdin.end(JSON.stringify({ contributions, identity: await foundIdentity(system) }));
  const [said, [code]] = await Promise.all([
    text(child.stdout),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  if (code !== 0) throw new Error(`The demo's verification ended with ${code}; expected 0.`);
  return verification.parse(JSON.parse(said));
}
