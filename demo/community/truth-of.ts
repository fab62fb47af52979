import type { Truth, TruePerson } from "../truth/truth.ts";
import { valueAt } from "../timeline.ts";
import type { AssertedLink } from "../protocol.ts";
import { accountOf } from "./account-of.ts";
import type { Club } from "./club-posts.ts";
import type { Workbook } from "./base.ts";
import { DAY_MS, type Frame } from "./frame.ts";
import type { Person } from "./people.ts";
import { grantsOf } from "./reviewers.ts";
import type { Cohort } from "./cohorts.ts";

export function truthOf(given: {
  frame: Frame;
  people: readonly Person[];
  cohorts: readonly Cohort[];
  club: Club;
  workbook: Workbook;
  links: readonly AssertedLink[];
}): Truth {
  const { frame, people, club, workbook, links } = given;
  const liker = people.find(({ kind }) => kind === "liker");
  const of = (kind: string) => people.filter((person) => person.kind === kind).map(accountOf);
  return {
    seed: frame.seed,
    as_of: new Date(frame.asOf).toISOString(),
    posts: planted(club.posts),
    broken_posts: brokenPosts(club),
    attempts: planted(workbook.attempts),
    people: people.map((person) => truePerson(person, given)),
    proofs: proofsIn(links),
    liker: {
      person: liker?.key ?? "",
      account: liker === undefined ? { source: "discourse", nativeId: "" } : accountOf(liker),
      posts: club.posts.filter(({ isRepost }) => isRepost).map(({ id }) => id),
    },
    bots: of("bot"),
    agents: of("agent"),
    verdict_traps: Object.fromEntries(
      Map.groupBy(
        workbook.attempts.filter(({ trap }) => trap !== null),
        ({ trap }) => String(trap),
      )
        .entries()
        .map(([trap, attempts]) => [trap, attempts.map(({ id }) => id)]),
    ),
    late_attempts: workbook.attempts
      .filter(({ at, arrivesAt }) => arrivesAt - at > DAY_MS)
      .map(({ id }) => id),
    outage: {
      from: new Date(frame.outage.from).toISOString(),
      until: new Date(frame.outage.until).toISOString(),
    },
    counts: countsOf(given),
  };
}

export function proofsIn(links: readonly AssertedLink[]): Truth["proofs"] {
  return links.filter(({ method }) => method === "proof").map(({ a, b }) => [a, b]);
}

function brokenPosts({ posts, forumPosts }: Club): number[] {
  const sound = new Set(posts.map(({ id }) => id));
  return forumPosts
    .filter(({ isListed, place }) => isListed && !sound.has(place))
    .map(({ place }) => place);
}

function planted(
  contributions: readonly { id: number; value: number; person: Person; length: number }[],
): Truth["posts"] {
  return Object.fromEntries(
    contributions.map(({ id, value, person, length }) => [
      `${id}`,
      { value: Math.round(value * 1e6) / 1e6, person: person.key, text_length: length },
    ]),
  );
}

function truePerson(
  person: Person,
  {
    frame,
    cohorts,
    people,
    workbook,
  }: { frame: Frame; cohorts: readonly Cohort[]; people: readonly Person[]; workbook: Workbook },
): TruePerson {
  const { canaries } = person;
  const masters = people.filter(({ kind }) => kind === "master");
  const attempted = workbook.attempts.filter((attempt) => attempt.person.key === person.key);
  return {
    person: person.key,
    kind: person.kind,
    name: person.name,
    accounts: [
      ...(person.discourse === null
        ? []
        : [{ source: "discourse" as const, nativeId: `${person.discourse.id}` }]),
      ...(person.nocodb === null
        ? []
        : [{ source: "nocodb" as const, nativeId: person.nocodb.id }]),
    ],
    cohorts: [...new Set(attempted.map(({ cohortId }) => `${cohortId}`))],
    master_of: grantsOf(frame, cohorts)
      .filter(({ master }) => masters[master - 1]?.key === person.key)
      .map(({ cohort }) => `${cohort}`),
    canaries: {
      email: canaries.email,
      handle: canaries.handle,
      surname: canaries.surname,
      native_ids: canaries.nativeIds,
      answer_text: canaries.answerText,
      post_text: canaries.postText,
      private_message: canaries.privateMessage,
    },
  };
}

function countsOf(given: {
  frame: Frame;
  people: readonly Person[];
  club: Club;
  workbook: Workbook;
}): Truth["counts"] {
  const { frame, people, club, workbook } = given;
  const isThere = (at: number) => at <= frame.asOf;
  const shown = club.forumPosts.filter(
    ({ isListed, versions }) => isListed && valueAt(versions, frame.asOf) !== null,
  );
  const ids = new Set(club.posts.map(({ id }) => id));
  const table = (title: string) =>
    workbook.base.tables
      .find((candidate) => candidate.title === title)!
      .rows.filter(({ versions }) => valueAt(versions, frame.asOf) !== null);
  const known = new Set(workbook.attempts.map(({ id }) => id));
  const attempts = table("Attempts");
  return {
    members: people.length,
    topics: club.topics.filter(({ isPrivate, createdAt }) => !isPrivate && isThere(createdAt))
      .length,
    posts: shown.filter(({ place }) => ids.has(place)).length,
    poison_posts: shown.filter(({ place }) => !ids.has(place)).length,
    likes: club.likes.filter(
      ({ from, until }) => isThere(from) && (until === null || !isThere(until)),
    ).length,
    answers: table("Answers").length,
    attempts: attempts.filter(({ place }) => known.has(place)).length,
    poison_attempts: attempts.filter(({ place }) => !known.has(place)).length,
  };
}
