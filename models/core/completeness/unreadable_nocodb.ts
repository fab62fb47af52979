import { nocodb } from "../../staging/nocodb/index.ts";
import { unreadableOf } from "./unreadable-of.ts";

export const unreadableNocodb = unreadableOf("unreadable_nocodb", nocodb);
