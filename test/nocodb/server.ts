/**
 * A real NocoDB on loopback: installed once from npm with a Node of its own, outside `npm test`.
 *
 * It is run as a process of its own and no part of it is linked or shipped (Sustainable Use License).
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { call, type Session } from "./session.ts";

const NOCODB = "0.301.3";
/** NocoDB asks for Node 22; ours is 24. */
const NODE = "22";

const CACHE = join(import.meta.dirname, "..", "..", "node_modules", ".cache", `nocodb-${NOCODB}`);

/** `xlsx` comes from a registry here: the version it asks for has an address of its own. */
const PACKAGE = {
  private: true,
  dependencies: { nocodb: NOCODB, node: NODE },
  overrides: { xlsx: "0.18.5" },
};

const ADMIN = { email: "admin@example.com", password: "Password123" };
const READY_MS_MAX = 180_000;

export interface RealNocodb extends AsyncDisposable {
  readonly session: Session;
}

/** Started on an empty folder; the first start of all installs it, which takes minutes. */
export async function realNocodb(folder: string): Promise<RealNocodb> {
  await install();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const env = {
    PATH: process.env["PATH"] ?? "",
    NC_TOOL_DIR: folder,
    NC_ADMIN_EMAIL: ADMIN.email,
    NC_ADMIN_PASSWORD: ADMIN.password,
    NC_AUTH_JWT_SECRET: "of-this-check-only",
    NC_DISABLE_TELE: "true",
    NODE_ENV: "production",
  };
  const child = spawn(join(CACHE, "node_modules", ".bin", "node"), [SERVE], {
    cwd: CACHE,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    const port = await portOf(child);
    const url = `http://127.0.0.1:${port}`;
    const signedIn = await call({ url, headers: {} }, "POST", "/api/v1/auth/user/signin", ADMIN);
    const session = { url, headers: { "xc-auth": String(signedIn["token"]) } };
    return {
      session,
      async [Symbol.asyncDispose]() {
        child.kill("SIGKILL");
      },
    };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

const SERVE = join(import.meta.dirname, "serve.cjs");

async function install(): Promise<void> {
  if (existsSync(join(CACHE, "installed"))) return;
  console.log(`Installing NocoDB ${NOCODB} with Node ${NODE}, 1.6 GB: some minutes, once.`);
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(join(CACHE, "package.json"), JSON.stringify(PACKAGE));
  const child = spawn("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: CACHE,
    // One of its packages asks whether it may run another.
    env: { ...process.env, npm_config_yes: "true" },
    stdio: "inherit",
  });
  const code = await new Promise((resolve) => child.on("exit", resolve));
  if (code !== 0) throw new Error(`npm could not install NocoDB ${NOCODB}: see its words above.`);
  writeFileSync(join(CACHE, "installed"), "");
}

function portOf(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = "";
    const late = setTimeout(() => reject(new Error(`NocoDB did not start: ${said}`)), READY_MS_MAX);
    const read = (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-4_000);
      const port = /ready on (\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(late);
      resolve(Number(port));
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.on("exit", () => {
      clearTimeout(late);
      reject(new Error(`NocoDB ended: ${said}`));
    });
  });
}
