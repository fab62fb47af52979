import { defineModel } from "../model.ts";
import { stgNocodbStreams } from "../staging/stg_nocodb_streams.ts";

export const streams = defineModel({
  name: "streams",
  description: "Study groups, one row a stream.",
  kind: "view",
  from: [stgNocodbStreams],
  grain: ["stream_id"],
  columns: stgNocodbStreams.columns,
  query: (db) => db.selectFrom("stg_nocodb_streams").selectAll(),
});
