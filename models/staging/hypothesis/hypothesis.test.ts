import { expect, test } from "vitest";

import { annotation } from "../../../sources/testing/annotations.ts";
import { givenWarehouse } from "../../../test/warehouse.ts";
import { buildThrough, rawRow, unplacedIn } from "../../given.ts";
import { stgHypothesisAccounts } from "./stg_hypothesis_accounts.ts";
import { stgHypothesisAnchors } from "./stg_hypothesis_anchors.ts";
import { stgHypothesisAnnotations } from "./stg_hypothesis_annotations.ts";

const raw = (id: string, rest: Parameters<typeof annotation>[2] = {}) =>
  rawRow(id, annotation(id, 0, rest));

const given = (...rows: readonly ReturnType<typeof rawRow>[]) =>
  givenWarehouse({ raw_hypothesis_annotations_current: rows });

test("a reply names the thread's first annotation and the one it answers", async () => {
  await using warehouse = await given(
    raw("root"),
    raw("reply", { references: ["root"] }),
    raw("deep", { references: ["root", "reply"] }),
  );

  const rows = await buildThrough(warehouse, stgHypothesisAnnotations);

  expect(
    rows.map(({ annotation_id, root_id, parent_id }) => [annotation_id, root_id, parent_id]),
  ).toEqual(
    expect.arrayContaining([
      ["root", null, null],
      ["reply", "root", "root"],
      ["deep", "root", "reply"],
    ]),
  );
});

test("what an annotation is about is said by the first selector of each kind", async () => {
  const selector = [
    { type: "RangeSelector", startContainer: "/p[1]" },
    { type: "TextPositionSelector", start: 5, end: 12 },
    { type: "TextQuoteSelector", exact: "Граница", prefix: "до ", suffix: " после" },
    { type: "TextQuoteSelector", exact: "другая" },
  ];
  await using warehouse = await given(
    raw("quoted", { target: [{ selector }] }),
    raw("note", { target: [{ source: "https://x.org" }] }),
    raw("ranged", { target: [{ selector: selector.slice(0, 1) }] }),
    raw("odd", { target: [{ selector: [{ type: "TextQuoteSelector", exact: { a: 1 } }] }] }),
  );

  const rows = await buildThrough(warehouse, stgHypothesisAnchors);

  const nothing = { quote: null, prefix: null, suffix: null };
  const nowhere = { start_position: null, end_position: null };
  expect(rows).toHaveLength(4);
  expect(rows).toEqual(
    expect.arrayContaining([
      {
        ...{ annotation_id: "quoted", quote: "Граница", prefix: "до ", suffix: " после" },
        ...{ start_position: 5n, end_position: 12n, is_placed: true },
      },
      { annotation_id: "note", ...nothing, ...nowhere, is_placed: false },
      { annotation_id: "ranged", ...nothing, ...nowhere, is_placed: true },
      { annotation_id: "odd", ...nothing, ...nowhere, is_placed: false },
    ]),
  );
});

test("whoever annotated is an account by the name that the service gave, with a handle", async () => {
  await using warehouse = await given(
    raw("a", { user: "acct:anna@hypothes.is" }),
    raw("b", { user: "acct:boris@club.example.org", user_info: { display_name: null } }),
  );

  const rows = await buildThrough(warehouse, stgHypothesisAccounts);

  const person = { actor: null, standing: "open" };
  expect(rows).toEqual([
    { native_id: "acct:anna@hypothes.is", name: "Анна", handle: "anna", ...person },
    { native_id: "acct:boris@club.example.org", name: null, handle: "boris", ...person },
  ]);
});

test("an annotation without a page is kept out, and named", async () => {
  const { uri: _none, ...without } = annotation("a", 0);
  await using warehouse = await given(rawRow("a", without));

  expect(await buildThrough(warehouse, stgHypothesisAnnotations)).toEqual([]);
  expect(await unplacedIn(warehouse)).toMatchObject([
    { stream: "hypothesis_annotations", reason: "missing uri" },
  ]);
});
