import { columnsOf } from "../../arrow-rows.ts";
import { defineComputed } from "../../model.ts";

const columns = { stream: "VARCHAR" } as const;

/** Every declared stream has its tables; only of these does it say something that they are empty. */
export const connectedStreams = defineComputed({
  name: "connected_streams",
  description: "Streams of the systems that the community has connected, one row a stream.",
  from: [],
  grain: ["stream"],
  columns,
  compute: (_inputs, { connected }) =>
    columnsOf(
      columns,
      connected.map((stream) => ({ stream })),
    ),
});
