/**
 * What a NocoDB base tells by a webhook of the body's third version: which table changed, and of a
 * deleted row what it held last. Nothing is signed, so the hook is given a header with a secret.
 *
 * https://nocodb.com/docs/product-docs/automation/webhook
 */
import { z } from "zod";

import { parseExactly } from "../exact-json.ts";
import { secretHeader } from "../hook-checks.ts";
import type { Hook, Kept, Mark } from "../hook.ts";
import type { Json } from "../source.ts";

const RECORDS = "nocodb_records";

const rows = z.array(z.custom<Json>((value) => value !== undefined)).nullish();

const Body = z.looseObject({
  id: z.string().min(1),
  type: z.string(),
  data: z.looseObject({ table_id: z.string(), rows, previous_rows: rows }),
});

export const nocodbHook: Hook = {
  secret: {
    variable: "VKLAD_NOCODB_HOOK_SECRET",
    purpose: "what the webhooks of NocoDB send in their header X-Vklad-Secret",
  },
  isGenuine: secretHeader("x-vklad-secret"),
  read({ body }) {
    const { data: told } = Body.safeParse(parsedOrNull(body));
    if (told === undefined) return null;
    const { table_id, previous_rows } = told.data;
    const isDelete = /delete$/i.test(told.type);
    const read: Mark = { feed: RECORDS, how: "read" };
    const marks: Mark[] = isDelete ? [read, { feed: RECORDS, how: "sweep" }] : [read];
    const deleted = isDelete ? (previous_rows ?? told.data.rows ?? []) : [];
    const kept: Kept[] = deleted.map((row) => ({
      feed: `${RECORDS}@hook`,
      content: { table_id, row },
    }));
    return { id: told.id, marks, kept };
  },
};

function parsedOrNull(body: Uint8Array): unknown {
  try {
    return parseExactly(Buffer.from(body).toString("utf8"));
  } catch {
    return null;
  }
}
