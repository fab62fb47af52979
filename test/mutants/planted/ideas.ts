import type { Mutant } from "../mutant.ts";

const IDEAS = ["models/core/ideas/idea_steps.test.ts"];
const STEPS = "models/core/ideas/idea_steps.ts";

/** What joins two texts into one idea, and what does not. */
export const ideaMutants: readonly Mutant[] = [
  {
    change: "a conversation in one place is one idea",
    file: STEPS,
    find: "of.place !== text.place && inTime(of, text) < 0;",
    replace: "of !== text && inTime(of, text) < 0;",
    check: IDEAS,
  },
  {
    change: "a text grows out of a later one",
    file: STEPS,
    find: "of.place !== text.place && inTime(of, text) < 0;",
    replace: "of.place !== text.place;",
    check: IDEAS,
  },
  {
    change: "another forum's topic of the same number is taken for ours",
    file: STEPS,
    find: "if (slugs.get(topicId) !== slug) return undefined;",
    replace: "",
    check: IDEAS,
  },
  {
    change: "what another took on is shown as one's own",
    file: "models/marts/trainee/my_idea_steps.ts",
    find: "s.member_id = own.member_id",
    replace: "s.member_id is not null",
    check: ["models/marts/trainee/my_idea_steps.test.ts"],
  },
];
