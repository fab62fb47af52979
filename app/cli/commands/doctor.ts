import { nocodb } from "../../../sources/nocodb/connector.ts";
import { connectedIn, connectionsOf } from "../../community/connections.ts";
import { passingIdentityKey } from "../../community/identity-key.ts";
import { openFeeds } from "../../runtime/feeds.ts";
import { type Start, start } from "../../runtime/start.ts";
import { explain } from "../explain.ts";
import type { CommonOptions } from "../options.ts";
import { lookAtMapping } from "./doctor-mapping.ts";
import { type Seen, stores } from "./doctor-stores.ts";

/** How long one source may take to answer. */
const ANSWER_MS_MAX = 15_000;
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
      terminal.line(`✕ ${what}: ${explain(error).replace(/^vklad: /, "")}`);
    }
  };
  await look("configuration", async () => ({ text: `${options.config} is valid` }));
  for (const [name, seen] of Object.entries(stores)) await look(name, () => seen(started));
  await lookAtSources(started, look);
  return isWell;
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
  // What a page brings is counted and dropped, so that its hashes need no lasting key.
  const identity = passingIdentityKey();
  for (const [name, feed] of openFeeds({ systems }, { ledger: null, identity }))
    await look(name, async () => {
      const signal = AbortSignal.timeout(ANSWER_MS_MAX);
      const until = clock.now().toISOString();
      const { records } = await feed.fetchPage({ cursor: null, until, signal });
      return { text: `answers, ${records.length} records on its first page` };
    });
}
