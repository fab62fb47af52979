/** `vklad serve` as an operator runs it. */
import { expect, test } from "vitest";

import { vklad } from "./cli.ts";
import { givenRealCommunity } from "./given-real-community.ts";

test("serve ends with a message when the warehouse gives up, and its gateway with it", async () => {
  using given = await givenRealCommunity();

  const { exitCode, out, err } = await vklad(["serve", ...given.args], {
    preload: ["./full-disk.ts"],
  });

  expect(err).toContain(
    "The warehouse cannot go on in this process: FATAL Error: Failed to commit",
  );
  expect(err).toContain("Free disk space if there is none, and start again.");
  expect(out).toContain(given.address);
  expect(exitCode).toBe(1);
  expect(given.log()).toContain('"error":"WarehouseFatalError"');
  await expect(fetch(given.address)).rejects.toThrow("fetch failed");
});
