/** That the look for secrets after a run finds them: a process that leaks is run for it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { expect, onTestFinished, test } from "vitest";

import { ROOT } from "../check/tools.ts";
import { leaksIn } from "./leaks.ts";
import { searchFor } from "./search-bytes.ts";
import { formsOf } from "./secret-forms.ts";
import { leakText, watchSecrets } from "./secret-watch.ts";
import { seededBytes, seededRandom } from "../seed.ts";

const module = (path: string) => JSON.stringify(pathToFileURL(join(ROOT, path)).href);

/** Makes what a data folder has, and writes the settler's key where `leak` says; then is cleaned up. */
const script = (leak: string) => `
  import fs from "node:fs";
  import { tmpdir } from "node:os";
  import { join } from "node:path";
  import { ensureSettlerKey } from ${module("activities/settlement/chain/settler-key.ts")};
  import { openIdentityKey } from ${module("app/community/identity-key.ts")};
  import { createSessions } from ${module("app/gateway/sign-in/sessions.ts")};
  const data = fs.mkdtempSync(join(tmpdir(), "vklad-planted-"));
  const settler = ensureSettlerKey(join(data, "keys", "settler.json"));
  openIdentityKey(join(data, "keys")).accountKey("discourse", "17");
  const session = createSessions(() => 0).open({ account: "a_1" });
  const seed = Buffer.from(JSON.parse(fs.readFileSync(join(data, "keys", "settler.json"), "utf8")).slice(0, 32));
  fs.mkdirSync(join(data, "logs"));
  const log = (text) => fs.appendFileSync(join(data, "logs", "2026-10-05.ndjson"), text);
  log("nothing to see here ".repeat(999));
  ${leak};
  fs.rmSync(data, { recursive: true });
`;

function leaksOf(leak: string) {
  const dir = mkdtempSync(join(tmpdir(), "vklad-leaks-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const watch = watchSecrets(dir);
  const env = { ...process.env, ...watch.env };
  execFileSync(process.execPath, ["--input-type=module", "--eval", script(leak)], { env });
  const secrets = join(dir, "secrets");
  return { ...leaksIn([dir], secrets), dir, secrets, watch };
}

const LEAKS: readonly (readonly [form: string, leak: string, kind: string])[] = [
  ["hex", "log(JSON.stringify({ error: seed.toString('hex') }))", "ed25519 key"],
  ["raw bytes", "log(seed)", "ed25519 key"],
  ["base64", "log(`x${seed.toString('base64')}`)", "ed25519 key"],
  ["base64", "log(settler.privateKey.export({ format: 'pem', type: 'pkcs8' }))", "ed25519 key"],
  ["numbers", "log(JSON.stringify([...seed, ...settler.publicKey]))", "ed25519 key"],
  ["numbers", "log(JSON.stringify(new Uint8Array(seed)))", "ed25519 key"],
  ["hex", "log(`${(await import('node:util')).inspect({ seed })}`)", "ed25519 key"],
  ["base64", "log(`cookie: vklad=${session.id}`)", "session id"],
  [
    "hex",
    "fs.copyFileSync(join(data, 'keys', 'identity.key'), join(data, 'logs', 'x'))",
    "HMAC key",
  ],
];

test.each(LEAKS)("a secret written as %s is found by file and kind: %s", (form, leak, kind) => {
  const { leaks, dir, secrets } = leaksOf(leak);

  expect(leaks).toMatchObject([
    { kind, form: expect.stringContaining(form), file: expect.stringMatching(/\/logs\/[\w.-]+$/) },
  ]);
  const said = leaks.map(leakText).join("\n");
  const noted = readdirSync(secrets).map((name) => readFileSync(join(secrets, name), "utf8"));
  const hexes = noted.join("").matchAll(/"hex":"(\w+)"/g);
  for (const [, hex = ""] of hexes) {
    for (const { bytes } of formsOf(Buffer.from(hex, "hex")))
      expect(said).not.toContain(bytes.subarray(0, 8).toString("latin1"));
  }
  expect([statSync(secrets).mode & 0o77, statSync(dir).mode & 0o77]).toEqual([0, 0]);
});

test("where nothing leaks nothing is found, though the key files hold what they are for", () => {
  const { leaks, secretCount, fileCount } = leaksOf("");

  expect(leaks).toEqual([]);
  // The settler's key, the identity key, a session and its CSRF key; two key files and a log.
  expect([secretCount, fileCount]).toEqual([4, 3]);
});

test("a key file that holds another kind of secret than its own is a leak", () => {
  const { leaks } = leaksOf("fs.appendFileSync(join(data, 'keys', 'identity.key'), seed)");

  expect(leaks).toMatchObject([{ kind: "ed25519 key", form: "raw bytes" }]);
});

test("a pattern is found wherever it begins", () => {
  const pattern = seededBytes("pattern");
  const random = seededRandom("noise");
  const noise = Buffer.from(Array.from({ length: 4_096 }, () => random.whole(0, 255)));
  const search = searchFor([seededBytes("other"), pattern]);

  const missed = Array.from({ length: 64 }, (_, at) => at).filter((at) => {
    const bytes = Buffer.concat([noise.subarray(0, at), pattern, noise.subarray(at)]);
    return search.in(bytes)[0]?.at !== at || search.in(bytes).length !== 1;
  });

  expect(missed).toEqual([]);
  expect(search.in(noise)).toEqual([]);
  expect(search.in(pattern)).toEqual([{ pattern: 1, at: 0 }]);
});

test("a secret at the edge of what is read at once is found", () => {
  const { leaks } = leaksOf(
    "fs.writeFileSync(join(data, 'big'), Buffer.concat([Buffer.alloc(4194304 - 16), seed, Buffer.alloc(99)]))",
  );

  expect(leaks).toMatchObject([{ kind: "ed25519 key", form: "raw bytes", at: 4_194_288 }]);
});

test("a leak fails the run, and what was looked at is cleared away", () => {
  const { watch, dir } = leaksOf("log(seed)");
  const { failed, failures } = watch.look();

  expect([failed, failures]).toEqual([
    1,
    [expect.stringMatching(/^secrets: t\/kept\/.* ed25519 key/)],
  ]);
  expect(readdirSync(join(dir, "t", "kept"))).toEqual([]);
});
