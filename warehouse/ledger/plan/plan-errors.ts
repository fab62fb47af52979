/** A plan that breaks one of its own rules has no digest and can be neither signed nor paid. */
export class PlanInvalidError extends Error {
  override readonly name = "PlanInvalidError";
  constructor(found: string) {
    super(
      `The plan breaks a rule: ${found}. Nothing was signed. Propose the period again; ` +
        "if it comes back, the planner is wrong and needs an engineer.",
    );
  }
}
