import { defineModel, refRun } from "../model.ts";

/** Apart from the run's day, so that what asks for the zone alone is not built again each day. */
export const timeZone = defineModel({
  name: "time_zone",
  description: "Where the community's months begin and end; one row.",
  from: [refRun],
  grain: [],
  columns: { time_zone: "VARCHAR" },
  query: (db) => db.selectFrom("ref_run").select("time_zone"),
});
