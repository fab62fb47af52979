import { membersOf } from "./members-of.ts";

export const discourseMembers = membersOf({
  name: "discourse_members",
  who: "forum user",
  source: "discourse",
});
