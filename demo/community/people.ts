import type { Random } from "../random.ts";
import { WORK_SYSTEMS, type WorkSystem } from "../texts/work-systems.ts";
import { DAY_MS, type Frame } from "./frame.ts";
import { drawNames, drawWords, inLatin, type FullName } from "./names.ts";

export type Kind = "deanery" | "committee" | "master" | "bot" | "agent" | "liker" | "trainee";

/** Strings that belong to one person only: where one of them turns up, that person is seen. */
export interface Canaries {
  readonly email: string;
  readonly handle: string;
  readonly surname: string;
  readonly nativeIds: readonly string[];
  /** Stands in texts of workbook answers, shared with masters only. */
  readonly answerText: string;
  /** Stands in texts of club posts that open a topic. */
  readonly postText: string;
  /** Stands in private messages, which no list may show. */
  readonly privateMessage: string;
}

export interface Person {
  readonly key: string;
  readonly kind: Kind;
  readonly name: string;
  readonly isFemale: boolean;
  readonly discourse: { readonly id: number; readonly username: string } | null;
  readonly nocodb: { readonly id: string } | null;
  readonly email: string;
  readonly canaries: Canaries;
  readonly joinedAt: number;
  /** From then on the person does nothing; null for one who goes on. */
  readonly silentFrom: number | null;
  /** How deep this person reasons, 0 to 1. */
  readonly ability: number;
  /** How much this person writes, relative to others. */
  readonly rate: number;
  readonly work: WorkSystem;
  readonly owner: string | null;
}

/** The whole community; a smaller one keeps everybody who has an office. */
const MEMBERS = 120;
const OFFICES: readonly { kind: Kind; count: number }[] = [
  { kind: "deanery", count: 2 },
  { kind: "committee", count: 5 },
  { kind: "master", count: 8 },
  { kind: "bot", count: 3 },
  { kind: "agent", count: 3 },
  { kind: "liker", count: 1 },
];
const TRAINEES_MIN = 12;

/** Who is one of the demo's people has a whole history: deep, diligent, there from the start. */
export function isLead(person: Person): boolean {
  return person.kind === "trainee" && person.key.endsWith("-01");
}

export function drawPeople(random: Random, frame: Frame): Person[] {
  const offices = OFFICES.flatMap(({ kind, count }) => numbered(kind, count));
  const traineeCount = Math.max(TRAINEES_MIN, Math.round(MEMBERS * frame.scale) - offices.length);
  const seats = [...offices, ...numbered("trainee", traineeCount)];
  const names = drawNames(random.fork("names"), seats.length);
  const words = drawWords(random.fork("words"), seats.length * 5);
  const ids = drawIds(random.fork("ids"), seats.length);
  return seats.map((seat, index) =>
    drawPerson(random.fork(seat.key), {
      seat,
      frame,
      name: names[index]!,
      words: words.slice(index * 5, index * 5 + 5),
      discourseId: ids[index]!,
    }),
  );
}

interface Seat {
  readonly kind: Kind;
  readonly key: string;
  readonly number: number;
}

function numbered(kind: Kind, count: number): Seat[] {
  return Array.from({ length: count }, (_, index) => ({
    kind,
    number: index + 1,
    key: `${kind}-${String(index + 1).padStart(2, "0")}`,
  }));
}

/** Seven digits and no two alike: a number that is found elsewhere was leaked, not met by chance. */
function drawIds(random: Random, count: number): number[] {
  let last = 4_000_000;
  return Array.from({ length: count }, () => (last += random.whole(1_111, 9_973)));
}

function drawPerson(
  random: Random,
  given: {
    seat: Seat;
    frame: Frame;
    name: FullName;
    words: readonly string[];
    discourseId: number;
  },
): Person {
  const { seat, frame, words } = given;
  const accounts = accountsOf(seat);
  const stem = given.name.isFemale ? given.name.surname.slice(0, -1) : given.name.surname;
  const username = usernameOf(seat, `${inLatin(stem)}_${inLatin(words[0]!).slice(0, 6)}`);
  const email = `${inLatin(words[1]!)}@pochta.example`;
  const nocodbId = `us${inLatin(words[2]!)}${seat.number}q`.slice(0, 16);
  return {
    key: seat.key,
    kind: seat.kind,
    name: nameOf(seat, given.name),
    isFemale: given.name.isFemale,
    discourse: accounts.discourse ? { id: given.discourseId, username } : null,
    nocodb: accounts.nocodb ? { id: nocodbId } : null,
    email,
    canaries: {
      email,
      handle: username,
      surname: seat.kind === "bot" || seat.kind === "agent" ? username : stem,
      nativeIds: [
        ...(accounts.discourse ? [`${given.discourseId}`] : []),
        ...(accounts.nocodb ? [nocodbId] : []),
      ],
      answerText: capital(words[3]!),
      postText: capital(words[4]!),
      privateMessage: `${capital(words[3]!)}-${words[4]!}`,
    },
    joinedAt: joinedAt(random, { seat, frame }),
    silentFrom: silentFrom(random, { seat, frame }),
    ability: abilityOf(random, seat),
    rate: rateOf(random, seat),
    work: WORK_SYSTEMS[random.whole(0, WORK_SYSTEMS.length - 1)]!,
    owner: ownerOf(seat),
  };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function nameOf(seat: Seat, { given, surname }: FullName): string {
  if (seat.kind === "bot") return `Дежурный робот ${seat.number}`;
  if (seat.kind === "agent") return `Агент-помощник ${seat.number}`;
  return `${given} ${surname}`;
}

function usernameOf(seat: Seat, username: string): string {
  if (seat.kind === "bot" || seat.kind === "agent") return `${seat.kind}_${username}`;
  return username;
}

/** Everybody has an account in the club but a few trainees; a few others only read along. */
function accountsOf({ kind, number }: Seat): { discourse: boolean; nocodb: boolean } {
  if (kind === "trainee") {
    return { discourse: number % 33 !== 7, nocodb: number % 20 !== 9 };
  }
  return { discourse: true, nocodb: kind === "master" || kind === "deanery" };
}

function joinedAt(random: Random, { seat, frame }: { seat: Seat; frame: Frame }): number {
  const { kind, number } = seat;
  if (kind !== "trainee" || number === 1) return frame.start - random.whole(20, 400) * DAY_MS;
  // A quarter are newcomers, spread over the months.
  if (number % 4 === 3) {
    return frame.start + Math.floor(random.next() * 0.85 * (frame.asOf - frame.start));
  }
  return frame.start - random.whole(1, 200) * DAY_MS;
}

function silentFrom(random: Random, { seat, frame }: { seat: Seat; frame: Frame }): number | null {
  if (seat.kind !== "trainee" || seat.number === 1 || !random.chance(0.16)) return null;
  return Math.floor(frame.asOf - (0.15 + random.next() * 0.45) * (frame.asOf - frame.start));
}

function abilityOf(random: Random, { kind, number }: Seat): number {
  if (kind === "trainee" && number === 1) return 0.72;
  if (kind === "master") return clamp(random.normal(0.78, 0.08), 0.55, 0.95);
  if (kind === "bot") return 0;
  return clamp(random.normal(0.55, 0.17), 0.12, 0.95);
}

function rateOf(random: Random, { kind, number }: Seat): number {
  if (kind === "trainee" && number === 1) return 3;
  if (kind === "bot" || kind === "agent") return 0.8;
  if (kind === "liker") return 0;
  // A few write most: a product of uniforms has a long tail.
  return 0.15 + 5 * random.next() * random.next() * random.next();
}

function ownerOf({ kind, number }: Seat): string | null {
  if (kind === "bot") return "deanery-01";
  if (kind === "agent") return `trainee-0${number + 1}`;
  return null;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Whether the person is there and has not fallen silent. */
export function isActive(person: Person, at: number): boolean {
  return person.joinedAt <= at && (person.silentFrom === null || at < person.silentFrom);
}
