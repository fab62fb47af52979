import { membersOf } from "./members-of.ts";

export const nocodbMembers = membersOf({
  name: "nocodb_members",
  who: "workbook user",
  source: "nocodb",
});
