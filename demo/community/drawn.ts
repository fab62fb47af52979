import type { Forum } from "../discourse/forum.ts";
import type { Base } from "../nocodb/base.ts";
import type { Assertions, DemoPerson, NativeAccount } from "../protocol.ts";
import type { Guide } from "../texts/concept.ts";
import type { Truth } from "../truth/truth.ts";
import type { DemoKey } from "./keys.ts";
import type { Person } from "./people.ts";
import type { Task } from "./workbook-plan.ts";

/** Everything that is drawn from a seed: the same seed and as-of give the same bytes. */
export interface Community {
  readonly forum: Forum;
  readonly base: Base;
  readonly guides: readonly Guide[];
  readonly tasks: readonly Task[];
  readonly assertions: Assertions;
  readonly truth: Truth;
  readonly people: readonly Person[];
  readonly demoPeople: readonly DemoPerson[];
  readonly proposer: NativeAccount;
  /** By the id of a demo person. Only committee members have one. */
  readonly approvalKeys: ReadonlyMap<string, DemoKey>;
}
