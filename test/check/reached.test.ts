import { expect, test } from "vitest";

import { reachedFrom } from "./reached.ts";

/** Puts payments together and sends them. */
const SENDING = [
  "activities/settlement/sign-attempt.ts",
  "activities/settlement/settlement.ts",
  "activities/settlement/chain/connection.ts",
];

/** Has the key that pays, and signs. */
const SIGNING = [
  "activities/settlement/chain/settler-key.ts",
  "activities/settlement/signer/create-signer.ts",
];

const of = (paths: readonly string[], file: string) =>
  paths.filter((path) => reachedFrom(file).has(path));

test.each(["plan", "verify", "sql", "lineage"])(
  "`vklad %s` shows or counts again, and reaches neither signer nor sender nor key",
  (command) => {
    expect(of([...SENDING, ...SIGNING], `app/cli/commands/${command}.ts`)).toEqual([]);
  },
);

test.each(["activities/distribution/index.ts", "models/index.ts"])(
  "what scores and proposes has no key that pays: %s",
  (file) => {
    expect(of([...SENDING, ...SIGNING], file)).toEqual([]);
  },
);

test.each(["app/runtime/paying.ts", "app/cli/commands/serve.ts", "app/cli/commands/worker.ts"])(
  "what pays puts payments together and sends them, and has no key: %s",
  (file) => {
    expect(of(SENDING, file)).toEqual(SENDING);
    expect(of(SIGNING, file)).toEqual([]);
  },
);

test.each(["app/runtime/signer/child-entry.ts", "app/cli/commands/signer.ts"])(
  "what signs has the key, and sends nothing to any node: %s",
  (file) => {
    expect(of(SIGNING, file)).toEqual(SIGNING);
    expect(of(SENDING, file)).toEqual([]);
  },
);
