import { type Inbox, openInbox } from "../../warehouse/inbox/index.ts";
import { sealKeyIn } from "../community/identity-key.ts";
import type { SystemOptions } from "./system-options.ts";

/** The inbox of a data folder; no file is made before something is stored. */
export function inboxOf({ folder, clock }: Pick<SystemOptions, "folder" | "clock">): Inbox {
  return openInbox({
    file: folder.inbox,
    key: sealKeyIn(folder.keys),
    now: () => clock.now().getTime(),
  });
}
