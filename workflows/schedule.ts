/** What the process that keeps the schedules knows of its community. */
export interface ScheduleContext {
  readonly feeds: readonly string[];
  /** Feeds that can list what still exists: only so are deletions found. */
  readonly sweeps: readonly string[];
  /** Account key of who proposes distributions; null: none is proposed. */
  readonly proposer: string | null;
}

/** Absent in runs that read and sweep everything before they build. */
export interface RefreshContext extends ScheduleContext {
  /** What takes long is gone on with after the build: see `refreshInParts`. */
  readonly isInParts?: boolean;
}

/** Every workflow that a schedule may start, and what it is told. */
export interface ScheduledWorkflows {
  /** Reads the feeds, builds what became stale, publishes, and proposes the open plan anew. */
  refresh: RefreshContext;
  /** Settles every month that has ended, oldest first. */
  distributeDue: Pick<ScheduleContext, "proposer">;
  /** Packs what has landed long ago. */
  compact: object;
}

export type ScheduledName = keyof ScheduledWorkflows;

/** One row of the schedules: what starts how often, and with what. */
export type Schedule<W extends ScheduledName = ScheduledName> = {
  [N in W]: {
    /** Nominal times are whole intervals since 1970, UTC. */
    readonly everyMinutes: number;
    readonly workflow: N;
    readonly inputOf: (context: ScheduleContext) => ScheduledWorkflows[N];
    /**
     * True for what waits for people, for weeks at times, or works where nobody else does: the other
     * schedules go on meanwhile.
     */
    readonly runsBeside?: true;
  };
}[W];

/** What runs each of these workflows, in process or by the name it has on a server. */
export type Scheduled<R> = { readonly [W in ScheduledName]: (input: ScheduledWorkflows[W]) => R };

/** Starts what a schedule names, with the input that it makes; nothing else can be started. */
export function startScheduled<R, W extends ScheduledName>(
  workflows: Scheduled<R>,
  schedule: Schedule<W>,
  context: ScheduleContext,
): R {
  const start: ((input: ScheduledWorkflows[W]) => R) | undefined = workflows[schedule.workflow];
  if (start === undefined) {
    const known = Object.keys(workflows).join(", ");
    throw new Error(`No schedule may start "${schedule.workflow}"; expected ${known}.`);
  }
  return start(schedule.inputOf(context));
}
