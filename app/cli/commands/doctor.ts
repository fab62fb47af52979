import type { Probe } from "../../../sources/connector.ts";
import { nocodb } from "../../../sources/nocodb/connector.ts";
import type { Feed } from "../../../sources/source.ts";
import { failureCode, UNNAMED } from "../../../workflows/error-codes.ts";
import { failureText } from "../../community/failures.ts";
import { connectedIn, connectedStreamsIn, connectionsOf } from "../../community/connections.ts";
import { passingIdentityKey } from "../../community/identity-key.ts";
import { openFeeds, openProbes } from "../../runtime/feeds.ts";
import { alarmText, publishedAlarms } from "../../runtime/alarms.ts";
import { type Start, start } from "../../runtime/start.ts";
import { uncountedOf, uncountedText } from "../../runtime/uncounted.ts";
import { unreadOf, unreadText } from "../../runtime/unread.ts";
import { openLanding } from "../../../warehouse/landing/index.ts";
import { explain } from "../explain.ts";
import type { CommonOptions } from "../options.ts";
import { lookAtMapping } from "./doctor-mapping.ts";
import { type Seen, stores } from "./doctor-stores.ts";

/** How long one source may take to answer, further tries included. */
const ANSWER_MS_MAX = 15_000;
/** With the waits that the rate of one's own asks for; past it a look is given up. */
const LOOK_MS_MAX = 60_000;
/** How long reading the structure of the bases may take: a request a table. */
const MAPPING_MS_MAX = 60_000;

type Look = (what: string, work: () => Promise<Seen>) => Promise<void>;

/**
 * Looks at everything that can be wrong, makes and changes nothing, and says what to do. True:
 * nothing is wrong, as far as it could be seen; what could not be is marked with a dot.
 */
export async function doctor(options: CommonOptions): Promise<boolean> {
  const started = await start(options);
  const { terminal } = started;
  let isWell = true;
  const look: Look = async (what, work) => {
    try {
      const { text, isOpen } = await work();
      terminal.line(`${isOpen === true ? "·" : "✓"} ${what}: ${text}`);
    } catch (error) {
      isWell = false;
      const code = failureCode(error);
      const reason = code === UNNAMED ? "" : `${failureText(code, started.locale)}. `;
      terminal.line(`✕ ${what}: ${reason}${explain(error).replace(/^vklad: /, "")}`);
    }
  };
  await look("configuration", async () => ({ text: `${options.config} is valid` }));
  for (const [name, seen] of Object.entries(stores)) await look(name, () => seen(started));
  await lookAtObjects(started, look);
  await lookAtUnread(started, look);
  await lookAtAlarms(started, look);
  await lookAtUncounted(started, look);
  await lookAtSources(started, look);
  return isWell;
}

/** Says nothing where all is in the data folder. */
async function lookAtObjects({ objects }: Start, look: Look): Promise<void> {
  if (objects === null) return;
  await look("object storage", async () => {
    const files = await objects.list("snapshots/");
    return { text: `answers, and holds ${files.length} files of snapshots` };
  });
}

/** Says nothing of a system that forgets nothing, or was read in time. */
async function lookAtUnread({ config, folder, clock, locale }: Start, look: Look): Promise<void> {
  const streams = connectedIn(config).flatMap((connector) => connector.streams);
  const health = await openLanding(folder.landing).health();
  for (const unread of unreadOf(streams, health, clock.now()))
    await look(`${unread.stream}: unread`, async () => {
      throw new Error(unreadText(unread, locale));
    });
}

/** Says nothing where streams bring what they use to. More than that may well be right: a feast. */
async function lookAtAlarms({ folder, locale }: Start, look: Look): Promise<void> {
  for (const alarm of await publishedAlarms(folder.snapshots).catch(() => []))
    await look(`${alarm.stream}: ${alarm.kind}`, async () => {
      const text = alarmText(alarm, locale);
      if (alarm.kind === "high") return { text, isOpen: true };
      throw new Error(text);
    });
}

/** Says nothing where each system that counts was counted. */
async function lookAtUncounted({ config, folder, locale }: Start, look: Look): Promise<void> {
  const landing = openLanding(folder.landing);
  for (const uncounted of await uncountedOf(landing, connectedStreamsIn(config)))
    await look(`${uncounted.stream}: count`, async () => {
      throw new Error(uncountedText(uncounted, locale));
    });
}

async function lookAtSources(started: Start, look: Look): Promise<void> {
  const { config, clock } = started;
  const systems: Record<string, unknown> = {};
  for (const connector of connectedIn(config))
    await look(`${connector.name}: settings and secrets`, async () => {
      Object.assign(systems, connectionsOf(config, process.env, [connector]).systems);
      return { text: "all there" };
    });
  const { token } = (systems[nocodb.name] ?? {}) as { token?: string };
  if (token !== undefined)
    await look("nocodb: mapping", () =>
      lookAtMapping(started, { token, signal: AbortSignal.timeout(MAPPING_MS_MAX) }),
    );
  // What comes is counted and dropped, so that its hashes need no lasting key.
  const identity = passingIdentityKey();
  const connections = { systems, pace: { deadlineMs: ANSWER_MS_MAX } };
  const probes = openProbes(connections, { identity });
  const until = clock.now().toISOString();
  // All at once, and told in order: of a system that is down one waits for no answer but once.
  const looks = [...openFeeds(connections, { ledger: null, identity })].map(([name, feed]) => {
    const looked = lookAtFeed(feed, { probe: probes.get(name), until });
    looked.catch(() => undefined);
    return [name, looked] as const;
  });
  for (const [name, looked] of looks) await look(name, () => looked);
}

async function lookAtFeed(
  feed: Feed,
  { probe, until }: { readonly probe: Probe | undefined; readonly until: string },
): Promise<Seen> {
  const signal = AbortSignal.timeout(LOOK_MS_MAX);
  if (probe !== undefined) return { text: `answers, ${await probe(signal)} records at once` };
  const { records } = await feed.fetchPage({ cursor: null, until, signal });
  return { text: `answers, ${records.length} records on its first page` };
}
