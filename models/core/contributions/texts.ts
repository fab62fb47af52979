import { defineModel } from "../../model.ts";
import { attempts } from "../workbook/attempts.ts";
import { posts } from "./posts.ts";

export const texts = defineModel({
  name: "texts",
  description: "What members wrote, wherever it stands; one row a text.",
  from: [posts, attempts],
  grain: ["contribution_id"],
  columns: { contribution_id: "VARCHAR", text: "VARCHAR", written_at: "TIMESTAMPTZ" },
  query: (db) =>
    db
      .selectFrom("posts")
      .select(["contribution_id", "text", "created_at as written_at"])
      .unionAll(
        db.selectFrom("attempts").select(["contribution_id", "text", "submitted_at as written_at"]),
      ),
});
