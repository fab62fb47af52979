import type { Base } from "../nocodb/base.ts";
import type { Random } from "../random.ts";
import type { Concept } from "../texts/concept.ts";
import { drawRows, type WorkbookAttempt } from "./arrivals.ts";
import { drawEnrolments } from "./enrolments.ts";
import type { Frame } from "./frame.ts";
import type { Person } from "./people.ts";
import type { Cohort } from "./cohorts.ts";
import { enrolmentRow, nativeId, stillRow, cohortRow, tableOf, taskRow } from "./tables.ts";
import { drawTasks } from "./tasks.ts";
import { planWorkbook, type Task } from "./workbook-plan.ts";

export interface Workbook {
  readonly base: Base;
  readonly tasks: readonly Task[];
  readonly attempts: readonly WorkbookAttempt[];
}

/** The NocoDB base: cohorts, who is in them, tasks, answers and their attempts with verdicts. */
export function drawWorkbook(
  random: Random,
  given: {
    frame: Frame;
    people: readonly Person[];
    cohorts: readonly Cohort[];
    concepts: readonly Concept[];
  },
): Workbook {
  const { frame, cohorts } = given;
  const tasks = drawTasks(random.fork("tasks"));
  const enrolments = drawEnrolments(random.fork("enrolments"), given);
  const planned = planWorkbook(random.fork("plan"), { frame, enrolments, tasks });
  const rows = drawRows(random.fork("rows"), { ...given, planned });
  const content = {
    Streams: cohorts.map((cohort) => stillRow(frame, { id: cohort.id, fields: cohortRow(cohort) })),
    Enrolments: enrolments.map((enrolment, index) => enrolmentRow(index + 1, enrolment)),
    Tasks: [...tasks.values()]
      .flat()
      .map((task) => stillRow(frame, { id: task.id, fields: taskRow(task) })),
    Answers: rows.answers,
    Attempts: rows.attemptRows,
  };
  const titles = ["Streams", "Enrolments", "Tasks", "Answers", "Attempts"] as const;
  const ids = random.fork("ids");
  const base: Base = {
    id: nativeId(ids.fork("base"), "p"),
    tables: titles.map((title) => tableOf(ids.fork(title), title, content[title])),
  };
  return { base, tasks: [...tasks.values()].flat(), attempts: rows.attempts };
}
