import { accountOf, discourseAccount } from "./account-of.ts";
import type { Workbook } from "./base.ts";
import { statedVerdicts } from "./stated-verdicts.ts";
import type { AssertedLink, AssertedRole, Assertions } from "../protocol.ts";
import type { Random } from "../random.ts";
import { DAY_MS, midnightBefore, type Frame } from "./frame.ts";
import { base58, demoKey, type DemoKey } from "./keys.ts";
import { isLead, type Person } from "./people.ts";
import { grantsOf } from "./reviewers.ts";
import type { Cohort } from "./cohorts.ts";

/** Which formula the demo begins with; it names a file of the models. */
const FORMULA = "2026-04";
/** Which one counts what is said beside the club, from the month of the as-of on. */
const LATER_FORMULA = "2026-10";
/** One in twenty has proved nothing, and one in eight has no wallet. */
const UNLINKED_SHARE = 0.05;
const WALLETLESS_SHARE = 0.12;

/** The key with which a committee member of the demo signs: labelled, and known to everybody. */
export function approvalKeyOf(frame: Frame, person: Person): DemoKey {
  return demoKey(`approval key | ${frame.seed} | ${person.key}`);
}

export function assertionsOf(
  random: Random,
  {
    frame,
    people,
    cohorts,
    workbook,
  }: {
    frame: Frame;
    people: readonly Person[];
    cohorts: readonly Cohort[];
    workbook: Workbook;
  },
): Assertions {
  const before = new Date(frame.start - 31 * DAY_MS).toISOString();
  return {
    links: linksOf(random.fork("links"), { frame, people }),
    roles: rolesOf({ frame, people, cohorts, before }),
    actors: people
      .filter(({ kind }) => kind === "bot" || kind === "agent")
      .map((person) => {
        const owner = people.find(({ key }) => key === person.owner);
        return {
          account: discourseAccount(person),
          actor: person.kind === "bot" ? "bot" : "agent",
          owner: owner === undefined ? null : accountOf(owner),
        } as const;
      }),
    wallets: walletsOf(random.fork("wallets"), { frame, people }),
    approvalKeys: people
      .filter(({ kind }) => kind === "committee")
      .map((person) => ({
        account: discourseAccount(person),
        publicKey: Buffer.from(approvalKeyOf(frame, person).publicKey).toString("base64"),
        label: `Учебный ключ: ${person.name}`,
      })),
    verdicts: statedVerdicts(frame, workbook),
    formula: { formula: FORMULA, valid_from: new Date(frame.start).toISOString() },
    // The month that is not over yet: what is paid or proposed already stays as it was counted.
    laterFormulas: [
      {
        formula: LATER_FORMULA,
        valid_from: new Date(midnightBefore(frame.asOf)).toISOString(),
      },
    ],
  };
}

function linksOf(
  random: Random,
  { frame, people }: { frame: Frame; people: readonly Person[] },
): AssertedLink[] {
  const two = people.filter(({ discourse, nocodb }) => discourse !== null && nocodb !== null);
  // Who has an office, and who is shown, is known for sure.
  const doubtful = two.filter((person) => person.kind === "trainee" && !isLead(person));
  const unlinked = someOf(random, { of: doubtful, count: two.length * UNLINKED_SHARE });
  const linked = two.filter((person) => !unlinked.has(person));
  return linked.map((person) => ({
    link_id: `demo-link-${person.key}`,
    a: discourseAccount(person),
    b: { source: "nocodb", nativeId: person.nocodb!.id },
    method: "proof",
    evidence: "demo: one-time code posted from both accounts",
    valid_from: new Date(Math.max(person.joinedAt, frame.start - 31 * DAY_MS)).toISOString(),
  }));
}

function rolesOf(given: {
  frame: Frame;
  people: readonly Person[];
  cohorts: readonly Cohort[];
  before: string;
}): AssertedRole[] {
  const { frame, people, cohorts, before } = given;
  const masters = people.filter(({ kind }) => kind === "master");
  const offices = people.flatMap((person): AssertedRole[] => {
    const { kind } = person;
    if (kind !== "deanery" && kind !== "committee") return [];
    const dates = { valid_from: before, valid_to: null };
    return [{ account: discourseAccount(person), role: kind, stream: null, ...dates }];
  });
  const grants = grantsOf(frame, cohorts).flatMap((grant) => {
    const master = masters[grant.master - 1];
    if (master === undefined) return [];
    return {
      account: discourseAccount(master),
      role: "master" as const,
      stream: `${grant.cohort}`,
      valid_from: new Date(grant.from).toISOString(),
      valid_to: grant.until === null ? null : new Date(grant.until).toISOString(),
    };
  });
  return [...offices, ...grants];
}

function walletsOf(
  random: Random,
  { frame, people }: { frame: Frame; people: readonly Person[] },
): Assertions["wallets"] {
  const earning = people.filter(({ kind }) => kind !== "bot" && kind !== "agent");
  const others = earning.filter((person) => !isLead(person) && person.kind !== "liker");
  const without = someOf(random, { of: others, count: earning.length * WALLETLESS_SHARE });
  return earning
    .filter((person) => !without.has(person))
    .map((person) => ({
      account: accountOf(person),
      wallet: base58(demoKey(`wallet | ${frame.seed} | ${person.key}`).publicKey),
      evidence: "demo: signed message",
      linked_at: new Date(person.joinedAt).toISOString(),
    }));
}

function someOf(
  random: Random,
  { of, count }: { of: readonly Person[]; count: number },
): ReadonlySet<Person> {
  return new Set(random.shuffled(of).slice(0, Math.round(count)));
}
