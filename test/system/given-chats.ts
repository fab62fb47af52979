/** Feeds of chats read to landing by runs that die, and what staging makes of it. */
import { createIngestActivities } from "../../activities/ingest/index.ts";
import { fillModel } from "../../activities/materialize/fill.ts";
import type { Random } from "../../demo/random.ts";
import { telegram as staging } from "../../models/staging/telegram/index.ts";
import type { Feed } from "../../sources/source.ts";
import { telegram } from "../../sources/telegram/connector.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";

/** Reads feeds to their end, in turn as chance has it; some pages die before they land. */
export async function readWithKills(
  dir: string,
  feeds: readonly Feed[],
  { random, until }: { readonly random: Random; readonly until: string },
): Promise<number> {
  let killCount = 0;
  const open = new Set(feeds.map(({ name }) => name));
  while (open.size > 0) {
    const names = [...open];
    const feed = names.length === 1 ? names[0]! : random.pick(names);
    const isKilled = random.chance(0.3);
    const landing = openLanding(dir, () => {
      if (isKilled) throw new Error("killed");
    });
    try {
      const { done } = await createIngestActivities({ landing, feeds }).landPage({ feed, until });
      if (done) open.delete(feed);
    } catch (error) {
      if (!isKilled) throw error;
      killCount += 1;
    }
  }
  return killCount;
}

export interface StagedMessage {
  readonly chat_id: bigint;
  readonly message_id: bigint;
  readonly text: string | null;
  readonly cohort: string | null;
}

export async function stagedMessages(
  dir: string,
  asOfDay: string,
): Promise<{ readonly messages: readonly StagedMessage[]; readonly reasons: readonly string[] }> {
  await using warehouse = await openWarehouse({
    file: ":memory:",
    streams: telegram.streams,
    timeZone: "UTC",
  });
  await warehouse.load(openLanding(dir));
  const context = { asOfDay, timeZone: "UTC", connected: [], accountKey: () => "" };
  await warehouse.transaction(async (transaction) => {
    for (const model of [...staging.read, ...staging.derived])
      await fillModel(transaction, model, context);
  });
  const messages = await warehouse.db
    .selectFrom("stg_telegram_messages")
    .select(["chat_id", "message_id", "text", "cohort"])
    .orderBy("chat_id")
    .orderBy("message_id")
    .execute();
  const refused = await warehouse.db.selectFrom("quarantine").select("reason").distinct().execute();
  return {
    messages: messages as StagedMessage[],
    reasons: refused.map(({ reason }) => String(reason)),
  };
}
