import { discourse } from "../../staging/discourse/index.ts";
import { unreadableOf } from "./unreadable-of.ts";

export const unreadableDiscourse = unreadableOf("unreadable_discourse", discourse);
