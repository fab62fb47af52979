import type { Policy } from "./runtime.ts";

type Policies = Readonly<Record<string, Policy>>;

/**
 * Proves before anything runs that these activities can: each has a policy, each policy a queue
 * that there is, and each activity of the queues in `runs` is there. Else a workflow would wait
 * for ever for what no worker takes.
 */
export function checkPolicies(given: {
  readonly activities: object;
  readonly policies: Policies;
  /** Every queue there is. */
  readonly queues: Readonly<Record<string, unknown>>;
  /** Queues that this process works on. */
  readonly runs: readonly string[];
}): void {
  const { activities, policies, queues, runs } = given;
  const table = "temporal.config.ts";
  for (const name of Object.keys(activities)) {
    if (Object.hasOwn(policies, name)) continue;
    throw new Error(`Activity ${name} has no policy; expected one in ${table}, with its queue.`);
  }
  for (const [name, { queue }] of Object.entries(policies)) {
    if (!Object.hasOwn(queues, queue)) {
      const known = Object.keys(queues).join(", ");
      throw new Error(`Activity ${name} is for queue ${queue}; expected ${known}: see ${table}.`);
    }
    if (!runs.includes(queue) || Object.hasOwn(activities, name)) continue;
    throw new Error(`Queue ${queue} is worked on without ${name}; expected it in app/runtime/.`);
  }
}
