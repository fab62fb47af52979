import { membersOf } from "./members-of.ts";

export const hypothesisMembers = membersOf({
  name: "hypothesis_members",
  who: "annotator",
  source: "hypothesis",
});
