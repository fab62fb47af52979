/** What `vklad.config.ts` of a real community says of its tables, for the tables of the demo. */
export const DEMO_TABLES = {
  cohorts: {
    table: "Streams",
    columns: { title: "Title", guide: "Guide", starts: "Starts", ends: "Ends" },
  },
  enrolments: {
    table: "Enrolments",
    columns: { cohort: "Stream", member: "Member", joined: "Joined" },
  },
  tasks: {
    table: "Tasks",
    columns: { title: "Title", section: "Section", complexity: "Complexity", cohort: "Stream" },
  },
  answers: { table: "Answers", columns: { task: "Task", cohort: "Stream" } },
  attempts: {
    table: "Attempts",
    columns: {
      answer: "Answer",
      number: "Attempt",
      text: "Text",
      verdict: "Verdict",
      grade: "Grade",
      comment: "Comment",
    },
  },
} as const;
