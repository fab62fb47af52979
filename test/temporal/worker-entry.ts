/**
 * A worker to be killed: `node worker-entry.ts DATA ADDRESS [QUEUES]`. Says `ready` once it polls.
 */
import { queuesOption } from "../../app/cli/queues.ts";
import { noConnections } from "../../app/runtime/feeds.ts";
import { start } from "../../app/runtime/start.ts";
import { openParts } from "../../app/runtime/system.ts";
import { connectWorker } from "../../app/temporal/connect.ts";
import { createWorkers, quietCore } from "../../app/temporal/workers.ts";

const [data = "", address = "", queues] = process.argv.slice(2);
const started = await start({ data, config: "test/small-community.config.ts" });
quietCore();
const queueNames = queuesOption(queues);
const { connection, namespace } = await connectWorker(address);
await using parts = await openParts(queueNames, { ...started, connections: noConnections });
const { activities } = parts;
const onError = (activity: string, error: unknown) => console.error(activity, error);
const workers = await createWorkers({ connection, namespace, queueNames, activities, onError });
started.signal.addEventListener("abort", () => workers.stop());
const running = workers.run();
process.stdout.write("ready\n");
await running;
await connection.close();
