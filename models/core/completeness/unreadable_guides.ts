import { guides } from "../../staging/guides/index.ts";
import { unreadableOf } from "./unreadable-of.ts";

export const unreadableGuides = unreadableOf("unreadable_guides", guides);
