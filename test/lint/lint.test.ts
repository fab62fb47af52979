import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { ROOT } from "../check/tools.ts";

/** Each breaks a row of the import table, or the purity of models and workflows. */
const REFUSED: Readonly<Record<string, string>> = {
  "sources/discourse/opens-warehouse.ts": `import { open } from "../../warehouse/landing/landing.ts"; open();`,
  "sources/types-of-warehouse.ts": `import type { Landing } from "../warehouse/landing/landing.ts"; export type L = Landing;`,
  "sources/late.ts": `await import("../models/index.ts");`,
  "sources/hands-on.ts": `export { models } from "../models/index.ts";`,
  "warehouse/landing/fetches.ts": `import { get } from "../../sources/http.ts"; get();`,
  "warehouse/reads-models.ts": `import { models } from "../models/index.ts"; models();`,
  "models/core/zod.ts": `import { z } from "zod"; z();`,
  "models/core/files.ts": `import { readFileSync } from "node:fs"; readFileSync("x");`,
  "models/core/opens.ts": `import { open } from "../../warehouse/duckdb/index.ts"; open();`,
  "activities/ingest/calls-publish.ts": `import { publish } from "../publish/index.ts"; publish();`,
  "activities/ingest/types-of-publish.ts": `import type { P } from "../publish/index.ts"; export type Q = P;`,
  "activities/publish/calls-workflow.ts": `import { run } from "../../workflows/ingest.ts"; run();`,
  "activities/settlement/lands.ts": `import { open } from "../../warehouse/landing/landing.ts"; open();`,
  "activities/settlement/chain/models.ts": `import { models } from "../../../models/index.ts"; models();`,
  "workflows/acts.ts": `import { act } from "../activities/ingest/index.ts"; act();`,
  "workflows/files.ts": `import { readFileSync } from "node:fs"; readFileSync("x");`,
  "workflows/inline-type.ts": `import { type A } from "../activities/ingest/index.ts"; export type B = A;`,
  "workflows/temporal/acts.ts": `import { act } from "../../activities/ingest/index.ts"; act();`,
  "app/cli/seeds.ts": `import { seed } from "../../demo/main.ts"; seed();`,
  "app/late.ts": `await import("../demo/main.ts");`,
  "demo/opens.ts": `import { open } from "../warehouse/ledger/index.ts"; open();`,
  "demo/calls-app.ts": `import { serve } from "../app/gateway/index.ts"; serve();`,
  "models/core/now.ts": `export const now = () => new Date();`,
  "models/core/date-now.ts": `export const now = () => Date.now();`,
  "models/scores/chance.ts": `export const chance = () => Math.random();`,
  "workflows/now.ts": `export const now = () => Date.now();`,
  "sources/chance.test.ts": `export const chance = () => Math.random();`,
  "sources/bytes.test.ts": `import { createHash, randomBytes } from "node:crypto"; createHash(randomBytes(1));`,
  "sources/all-of-crypto.test.ts": `import crypto from "node:crypto"; crypto.randomInt(9);`,
  "sources/properties.test.ts": `import fc from "fast-check"; fc.assert();`,
  "activities/settlement/given-keys.ts": `import { generateKeyPairSync } from "node:crypto"; generateKeyPairSync("ed25519");`,
  "activities/settlement/stranger.test.ts": `import { Keypair } from "@solana/web3.js"; Keypair.generate();`,
  "demo/draws.ts": `import { randomInt } from "node:crypto"; randomInt(9);`,
  "test/system/uuid.ts": `export const id = () => crypto.randomUUID();`,
  "activities/ingest/for-tests.ts": `import { given } from "./given.ts"; given();`,
  "models/core/circle-a.ts": `import type { B } from "./circle-b.ts"; export type A = B | null;`,
  "models/core/circle-b.ts": `import type { A } from "./circle-a.ts"; export type B = readonly A[];`,
  "sources/environment.ts": `export const key = process.env.KEY;`,
  "activities/ingest/prints.ts": `console.log("done");`,
};

const ALLOWED: Readonly<Record<string, string>> = {
  "sources/discourse/posts.ts": `import { get } from "../http.ts"; import { z } from "zod"; get(z);`,
  "warehouse/landing/landing.ts": `import type { Page } from "../../sources/source.ts"; export type P = Page;`,
  "models/marts/queue.ts": `import { sql } from "kysely"; import { m } from "../model.ts"; m(sql, new Date(0));`,
  "activities/ingest/deep/x.ts": `import { a } from "../a.ts"; import { b } from "../../../warehouse/landing/landing.ts"; a(b);`,
  "activities/settlement/chain/x.ts": `import { plan } from "../../../warehouse/ledger/plan.ts"; plan();`,
  "workflows/ingest.ts": `import type { A } from "../activities/ingest/index.ts"; export type B = A;`,
  "workflows/temporal/worker.ts": `import { fs } from "node:fs"; import { w } from "../ingest.ts"; w(fs, Date.now());`,
  "app/cli/main.ts": `import { open } from "../../warehouse/ledger/index.ts"; console.log(open, process.env.HOME);`,
  "demo/main.ts": `import type { P } from "../warehouse/ledger/plan.ts"; export type Q = P;`,
  "test/system/x.ts": `import { seed } from "../../demo/main.ts"; seed();`,
  "models/given.ts": `import { open } from "../test/warehouse.ts"; open();`,
  "sources/keys.test.ts": `import { createHash, sign } from "node:crypto"; sign(createHash("sha256"));`,
  "sources/secret.ts": `import { randomBytes } from "node:crypto"; randomBytes(Math.random());`,
  "sources/http.test.ts": `import { open } from "../warehouse/landing/landing.ts"; open(process.env.HOME);`,
};

interface Diagnostic {
  readonly filename: string;
  readonly code: string;
}

const dir = mkdtempSync(join(tmpdir(), "vklad-lint-"));
let refused: ReadonlySet<string>;

beforeAll(() => {
  for (const path of ["oxlint.config.ts", "test/lint"]) {
    cpSync(join(ROOT, path), join(dir, path), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(dir, "node_modules"));
  for (const [path, source] of Object.entries({ ...REFUSED, ...ALLOWED })) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), source);
  }
  const oxlint = join(ROOT, "node_modules", "oxlint", "bin", "oxlint");
  const args = [oxlint, "--format=json", ...Object.keys({ ...REFUSED, ...ALLOWED })];
  const { stdout, status } = spawnSync(process.execPath, args, { cwd: dir, encoding: "utf8" });
  expect(status, stdout).toBe(1);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] };
  refused = new Set(diagnostics.map(({ filename }) => filename));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test.for(Object.keys(REFUSED))("%s fails the lint", (path) => {
  expect(refused).toContain(path);
});

test("what the import table allows is not refused", () => {
  expect(Object.keys(ALLOWED).filter((path) => refused.has(path))).toEqual([]);
});
