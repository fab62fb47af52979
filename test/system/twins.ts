import type { DemoCommunity, DemoHello } from "../../app/demo/community.ts";

/** Asks the demo's control door; what it refuses fails the test with its reason. */
export async function ask({ control }: DemoHello, path: string, body: object): Promise<any> {
  const response = await fetch(`${control}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The demo refused /${path}: ${await response.text()}`);
  return response.json();
}

/** The community of a process that is already running; closing this one leaves it running. */
export function communityAt(hello: DemoHello): DemoCommunity {
  return {
    hello,
    sign: (person, text) => ask(hello, "sign", { person, text }),
    setClock: async (now) => {
      await ask(hello, "clock", { now: now.toISOString() });
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
