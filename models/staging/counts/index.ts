import { stgSourceCounts } from "./stg_source_counts.ts";

export const counts = { read: [stgSourceCounts], derived: [], accounts: [] };
