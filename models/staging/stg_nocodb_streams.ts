import { instantOrNull, text, textOrNull } from "./fields.ts";
import { stage } from "./stage.ts";

export const stgNocodbStreams = stage({
  name: "stg_nocodb_streams",
  description: "Study groups that go through a guide together, one row a stream.",
  stream: "nocodb_records",
  only: { path: "$.table", is: "Streams" },
  grain: ["stream_id"],
  fields: {
    stream_id: text("$.Id"),
    title: text("$.fields.Title"),
    guide_id: textOrNull("$.fields.Guide"),
    starts_at: instantOrNull("$.fields.Starts"),
    ends_at: instantOrNull("$.fields.Ends"),
  },
});
