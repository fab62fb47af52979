import type { Clock } from "./clock.ts";
import type { Community } from "./community/drawn.ts";
import { userField, nocodbTime, type RowJson } from "./nocodb/base.ts";
import type { DiscourseTwin } from "./discourse/twin.ts";
import { FAULTS, pathOf, TWINS, type Fault } from "./faults.ts";
import { botChatId } from "./telegram/chats.ts";
import { serveLoopback, type Loopback, type Reply, type Request } from "./loopback.ts";
import type { DiscordTwin } from "./discord/twin.ts";
import type { HypothesisTwin } from "./hypothesis/twin.ts";
import type { PosthogTwin } from "./posthog/twin.ts";
import type { TelegramTwin } from "./telegram/twin.ts";
import type { NocodbTwin } from "./nocodb/twin.ts";

export interface Stage {
  readonly community: Community;
  readonly clock: Clock;
  readonly discourse: DiscourseTwin;
  readonly nocodb: NocodbTwin;
  readonly telegram: TelegramTwin;
  readonly discord: DiscordTwin;
  readonly hypothesis: HypothesisTwin;
  readonly posthog: PosthogTwin;
}

type Body = Readonly<Record<string, unknown>>;

/** Refused with a reason that says what was expected. */
class ControlError extends Error {
  override readonly name = "ControlError";
}

/**
 * The demo's own door on the loopback interface: sign with a labelled demo key, order faults, and
 * let something happen in the twins now. Nothing of a product has anything like it.
 */
export function serveControl(stage: Stage): Promise<Loopback> {
  const actions: Readonly<Record<string, (stage: Stage, body: Body) => unknown>> = {
    "/sign": sign,
    "/faults": orderFault,
    "/verdict": giveVerdict,
    "/answer": rewriteAnswer,
    "/post": changePost,
    "/row": removeAnswer,
    "/note": removeNote,
    "/message": removeMessage,
    "/clock": setClock,
    "/requests": listRequests,
  };
  return serveLoopback((request: Request): Reply => {
    const action = actions[request.path];
    if (action === undefined) {
      return { status: 404, body: { error: `Paths are ${Object.keys(actions).join(", ")}.` } };
    }
    const { body } = request;
    try {
      return { status: 200, body: action(stage, isBody(body) ? body : {}) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { status: 400, body: { error: message } };
    }
  });
}

function isBody(body: unknown): body is Body {
  return typeof body === "object" && body !== null;
}

function text(body: Body, field: string): string {
  const value = body[field];
  if (typeof value === "string") return value;
  throw new ControlError(`${field} is ${JSON.stringify(value)}; a string was expected.`);
}

function whole(body: Body, field: string): number {
  const value = Number(body[field]);
  if (Number.isInteger(value)) return value;
  throw new ControlError(
    `${field} is ${JSON.stringify(body[field])}; a whole number was expected.`,
  );
}

/** Base64 of the raw key and of the signature, as the gateway takes them. */
function sign({ community }: Stage, body: Body) {
  const person = text(body, "person");
  const key = community.approvalKeys.get(person);
  if (key === undefined) {
    const known = [...community.approvalKeys.keys()].join(", ");
    throw new ControlError(`${person} has no demo key; these have: ${known}.`);
  }
  return {
    publicKey: Buffer.from(key.publicKey).toString("base64"),
    signature: Buffer.from(key.sign(text(body, "text"))).toString("base64"),
  };
}

function orderFault(stage: Stage, body: Body) {
  if (body["fault"] === "none") {
    for (const twin of TWINS) stage[twin].faults.clear();
    return { cleared: true };
  }
  const { twin, path } = pathOf(text(body, "stream" in body ? "stream" : "system"));
  const fault = FAULTS.find((name) => name === body["fault"]);
  if (fault === undefined) {
    const given = JSON.stringify(body["fault"]);
    throw new ControlError(`fault is ${given}; it may be none, ${FAULTS.join(", ")}.`);
  }
  const order: { path: string; fault: Fault; times: number; retryAfterSeconds: number } = {
    path,
    fault,
    times: "times" in body ? whole(body, "times") : 1,
    retryAfterSeconds: "retryAfterSeconds" in body ? whole(body, "retryAfterSeconds") : 1,
  };
  stage[twin].faults.order(order);
  return order;
}

/** A verdict as a person gives or changes one: `by` is a demo person or a key such as master-02. */
function giveVerdict(stage: Stage, body: Body) {
  const verdict = body["verdict"] === null ? null : text(body, "verdict");
  const grade = body["grade"] === null ? null : whole(body, "grade");
  const comment = typeof body["comment"] === "string" ? { Comment: body["comment"] } : {};
  return rewriteAttempt(stage, { body, fields: { Verdict: verdict, Grade: grade, ...comment } });
}

/** The text of an attempt, changed by its author unless `by` says otherwise. */
function rewriteAnswer(stage: Stage, body: Body) {
  return rewriteAttempt(stage, { body, fields: { Text: text(body, "text") } });
}

function rewriteAttempt(stage: Stage, { body, fields }: { body: Body; fields: RowJson }) {
  const id = whole(body, "attemptId");
  const by = "by" in body ? modifier(stage.community, text(body, "by")) : null;
  const done = stage.nocodb.rewrite("Attempts", id, (row) => ({
    ...row,
    ...fields,
    // `silent` changes the row and leaves its cursor where it was: only a full reading finds it.
    ...(body["silent"] === true ? {} : { UpdatedAt: nocodbTime(stage.clock.now()) }),
    LastModifiedBy: by ?? row["CreatedBy"] ?? null,
  }));
  if (!done) throw new ControlError(`There is no attempt ${id} now.`);
  return stage.nocodb.row("Attempts", id);
}

function modifier(community: Community, by: string) {
  const account = community.demoPeople.find(({ id }) => id === by)?.account;
  const person = community.people.find(
    ({ key, discourse }) => key === by || `${discourse?.id}` === account?.nativeId,
  );
  if (person?.nocodb == null) throw new ControlError(`${by} has no account in NocoDB.`);
  return userField({ id: person.nocodb.id, email: person.email, displayName: person.name });
}

function changePost({ discourse }: Stage, body: Body) {
  const id = whole(body, "id");
  const done =
    body["action"] === "delete"
      ? discourse.view.deletePost(id)
      : discourse.view.editPost(id, text(body, "raw"));
  if (!done) throw new ControlError(`There is no post ${id} now.`);
  return { id, post: discourse.view.post(id) };
}

/** A row of Answers that a member deletes. */
function removeAnswer({ nocodb }: Stage, body: Body) {
  const id = whole(body, "answerId");
  if (!nocodb.rewrite("Answers", id, () => null))
    throw new ControlError(`There is no answer ${id} now.`);
  return { id };
}

function removeNote({ hypothesis }: Stage, body: Body) {
  const id = text(body, "id");
  if (hypothesis.store.row(id) === null) throw new ControlError(`There is no note ${id} now.`);
  hypothesis.store.remove(id);
  return { id };
}

/** A message on Discord is deleted; what it says in Telegram is replaced, which is all a bot is told of. */
function removeMessage({ discord, telegram }: Stage, body: Body) {
  const id = text(body, "id");
  if (body["system"] === "discord") {
    discord.guild.remove(id);
    return { id };
  }
  telegram.messenger.catchUp();
  const chat = text(body, "chat");
  const found = telegram.messenger.chats
    .find((one) => `${botChatId(one)}` === chat)
    ?.messages.find((one) => `${one.botId}` === id);
  if (found === undefined) throw new ControlError(`There is no message ${id} in ${chat}.`);
  telegram.messenger.edit(found, text(body, "text"));
  return { id };
}

/** With `now` the clock moves there and ticks on; without it, it only says what time it is. */
function setClock({ clock }: Stage, body: Body) {
  if ("now" in body) {
    const now = Date.parse(text(body, "now"));
    if (Number.isNaN(now))
      throw new ControlError(`now is ${JSON.stringify(body["now"])}; ISO 8601 was expected.`);
    clock.set(now);
  }
  return { now: new Date(clock.now()).toISOString() };
}

/** What was asked of the twins so far, oldest first: to compare two runs. */
function listRequests(stage: Stage) {
  return Object.fromEntries(TWINS.map((twin) => [twin, stage[twin].requests]));
}
