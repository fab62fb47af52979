import type { TestProject } from "vitest/node";

import { startTemporalServer } from "./temporal-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of the one server that all files of this project share: `inject("temporalAddress")`. */
    temporalAddress: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTemporalServer();
  project.provide("temporalAddress", server.address);
  return () => server.stop();
}
