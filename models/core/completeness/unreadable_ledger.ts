import { ledger } from "../../staging/ledger/index.ts";
import { unreadableOf } from "./unreadable-of.ts";

export const unreadableLedger = unreadableOf("unreadable_ledger", ledger);
