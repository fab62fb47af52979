/** A worker to be killed: `node worker-entry.ts DATA ADDRESS`. Says `ready` once it polls. */
import { noConnections } from "../../app/runtime/sources.ts";
import { start } from "../../app/runtime/start.ts";
import { openSystem } from "../../app/runtime/system.ts";
import { connectWorker } from "../../app/temporal/connect.ts";
import { createWorkers, quietCore } from "../../app/temporal/workers.ts";

const [data = "", address = ""] = process.argv.slice(2);
const started = await start({ data, config: "vklad.config.ts" });
quietCore();
const { connection, namespace } = await connectWorker(address);
await using system = await openSystem({ ...started, connections: noConnections });
const { activities } = system;
const onError = (activity: string, error: unknown) => console.error(activity, error);
const workers = await createWorkers({ connection, namespace, activities, onError });
started.signal.addEventListener("abort", () => workers.stop());
const running = workers.run();
process.stdout.write("ready\n");
await running;
await connection.close();
