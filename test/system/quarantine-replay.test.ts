/** `vklad quarantine replay` as a person runs it, from a folder in which an older version read. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import type { Json } from "../../sources/source.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { vklad } from "./cli.ts";
import config from "../../vklad.config.ts";

const AT = "2026-10-04T09:00:00.000Z";
const UNTIL = "2026-10-05T08:00:00Z";

const post = (id: Json) => ({
  ...{ id, user_id: 7, username: "anna", topic_id: 1, category_id: 2, post_number: 1 },
  ...{ created_at: AT, updated_at: AT, raw: "ответ", post_type: 1 },
});

function givenFolder(): { readonly folder: string; readonly options: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), "vklad-quarantine-"));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const { demo: _demo, ...real } = config;
  // No one answers there: a replay asks nobody for what it can read by itself.
  const sources = { discourse: { url: "http://127.0.0.1:9" } };
  const file = join(folder, "my.config.ts");
  writeFileSync(file, `export default ${JSON.stringify({ ...real, sources })};\n`);
  vi.stubEnv("VKLAD_DISCOURSE_KEY", "forum-key");
  const common = ["--config", file, "--data", join(folder, "data"), "--locale", "en"];
  return { folder, options: [...common, "--as-of", "2026-10-05T09:00:00Z"] };
}

test("what an older version refused is loaded and published, and what is still refused is named", async () => {
  const { folder, options } = givenFolder();
  const landing = openLanding(join(folder, "data", "landing"));
  const reason = "id: expected a number";
  // The load refuses what the source let pass: it has no key as the warehouse takes keys.
  await landing.write(
    "discourse_posts",
    {
      records: [post(null)],
      quarantined: [post(20), post("?")].map((record) => ({ record, reason })),
      cursor: null,
      done: true,
    },
    { until: UNTIL, primaryKey: ["id"] },
  );

  const replayed = await vklad([...options, "quarantine", "replay"]);
  const again = await vklad([...options, "quarantine", "replay"]);
  const listed = await vklad([...options, "quarantine", "list"]);
  const stated = await vklad([...options, "sources"]);

  expect(replayed).toMatchObject({ exitCode: 0, err: "" });
  expect(replayed.out).toMatch(
    /\ndiscourse_posts: 1 loaded, 0 read meanwhile, 1 left\n\d+ models, [0-9a-f]{12}\n$/,
  );
  expect(again.out.trim()).toBe("discourse_posts: 0 loaded, 0 read meanwhile, 1 left");
  expect(listed.out.match(/id: expected a number/g)).toHaveLength(1);
  expect(listed.out).toContain("Refused by the load and the models, as of 2026-10-05");
  expect(listed.out).toMatch(/1 × discourse_posts +seen .* The record lacks its key: id\./);
  expect(stated.out).toMatch(
    /discourse_posts +.*quarantined: 1 · refused by the load and the models: 1/,
  );
});
