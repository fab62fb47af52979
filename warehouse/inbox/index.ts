/** What others use of the inbox. */
export { InboxUnusableError } from "./errors.ts";
export { type Inbox, type Marked, openInbox } from "./inbox.ts";
