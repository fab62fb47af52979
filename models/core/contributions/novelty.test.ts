import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { novelty } from "./novelty.ts";
import { ownWords } from "./own_words.ts";

const MAY = new Date("2026-05-01T00:00:00Z");
const JUNE = new Date("2026-06-01T00:00:00Z");

test("a text that anyone wrote before is not new, whatever its case and spaces", async () => {
  await using warehouse = await givenWarehouse({
    texts: [
      { contribution_id: "c1", text: "граница — ЭТО выбор", written_at: JUNE },
      { contribution_id: "c2", text: "Граница — это выбор.", written_at: MAY },
      { contribution_id: "c3", text: "Граница — это решение.", written_at: JUNE },
    ],
  });
  await warehouse.build(ownWords);

  expect(await warehouse.build(novelty)).toEqual([
    { contribution_id: "c1", token_count: 3n, novelty: 0n },
    { contribution_id: "c2", token_count: 3n, novelty: 1_000_000n },
    { contribution_id: "c3", token_count: 3n, novelty: 1_000_000n },
  ]);
});
