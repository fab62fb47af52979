/** Commands that pay nothing, as an operator runs them beside the process that pays. */
import { readdirSync } from "node:fs";

import { expect, test } from "vitest";

import { lockChain } from "../../activities/settlement/chain/embedded/owner-lock.ts";
import { vklad } from "./cli.ts";
import { givenRealCommunity } from "./given-real-community.ts";

test("run, rebuild and distribute make no chain and no settler's key, and need none", async () => {
  using given = await givenRealCommunity();

  const ended = [];
  for (const command of [["run"], ["rebuild"], ["distribute"]]) {
    const { exitCode, err } = await vklad([...command, ...given.args]);
    ended.push([exitCode, err]);
  }

  expect(ended).toEqual([
    [0, ""],
    [0, ""],
    [0, ""],
  ]);
  expect(readdirSync(given.data)).not.toContain("chain");
  expect(readdirSync(`${given.data}/keys`)).toEqual(["identity.key"]);
});

test("the warehouse is built anew while another process has the chain", async () => {
  using given = await givenRealCommunity();
  await vklad(["run", ...given.args]);
  using _payer = lockChain(`${given.data}/chain`);

  const { exitCode, err } = await vklad(["rebuild", ...given.args]);

  expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
});
