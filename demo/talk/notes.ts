import { createHash } from "node:crypto";

import { instantBetween } from "../community/activity-curve.ts";
import { GUIDES } from "../community/cohorts.ts";
import { DAY_MS, HOUR_MS, QUIET_AFTER_AS_OF_MS, type Frame } from "../community/frame.ts";
import { isActive, type Person } from "../community/people.ts";
import type { Guide } from "../texts/concept.ts";
import type { AnnotationRow, Library, StoredAnnotation } from "../hypothesis/library.ts";
import { type Page, selectorsOf } from "../hypothesis/selectors.ts";
import type { Random } from "../random.ts";
import type { Concept } from "../texts/concept.ts";
import type { Elsewhere } from "./accounts.ts";
import type { PlannedIdea } from "./ideas.ts";
import { thought } from "./said.ts";

/** So that 900 land: of the others some are deleted, some "only me", some in another group. */
const NOTES = 967;
export const NOTES_GROUP = "demoG1";
/** A group that the configuration does not name: nothing of it may land. */
const OTHER_GROUP = "demoG2";
export const GUIDES_AT = "https://guides.demo.example/{path}";

export interface Notes {
  readonly library: Library;
  /** Opens what a moderator of the group sees. */
  readonly token: string;
  useridOf(person: Person): string | null;
}

interface PlacedPage extends Page {
  readonly quotes: readonly string[];
}

/** Notes of members on the guides, as these read when each was made: some were edited since. */
export function drawNotes(
  random: Random,
  given: {
    readonly frame: Frame;
    readonly elsewhere: readonly Elsewhere[];
    readonly concepts: readonly Concept[];
    readonly isEmpty: boolean;
    /** What is taken up on a margin beside all else, with the address that it came from. */
    readonly ideas: readonly PlannedIdea[];
  },
): Notes {
  const { frame, elsewhere, concepts, isEmpty, ideas } = given;
  const here = elsewhere
    .filter(({ systems }) => systems.has("hypothesis"))
    .map((one) => one.person);
  const useridOf = (person: Person) => `acct:${person.canaries.handle.toLowerCase()}@hypothes.is`;
  const moderator = here.find(({ kind }) => kind === "deanery")!;
  const pages = GUIDES.flatMap((guide) =>
    guide.concepts.map((concept, index) => ({
      concept,
      page: pageOf(guide, {
        concept,
        index,
        was: index % 3 === 0 ? guide.concepts[(index + 1) % guide.concepts.length]! : null,
      }),
    })),
  );
  const annotations: StoredAnnotation[] = [];
  const threads: { row: AnnotationRow; at: number; concept: Concept; by: Person }[] = [];
  const count = isEmpty ? 0 : Math.round(NOTES * frame.scale);
  for (let index = 0; index < count; index += 1) {
    const chance = random.fork(`note ${index}`);
    const isLater = index % 40 === 0;
    const from = isLater ? frame.asOf + QUIET_AFTER_AS_OF_MS : frame.start;
    const until = isLater ? frame.end : frame.asOf - HOUR_MS;
    const isReply = threads.length > 4 && chance.chance(0.3);
    const to = isReply ? threads[threads.length - chance.whole(1, 4)]! : null;
    const at =
      to === null
        ? instantBetween(chance, { frame, from, until })
        : // A restart sets the clock back: nothing comes in the first day after the as-of.
          Math.min(
            to.at + Math.floor((1 + chance.next() * 40) * HOUR_MS),
            frame.asOf - HOUR_MS / 2,
          );
    const by = someone(chance, { here, at, not: to?.by ?? null });
    const { concept, page } =
      to === null ? chance.pick(pages) : { concept: to.concept, page: null };
    const isPageNote = chance.chance(0.08);
    const text = chance.chance(0.12)
      ? ""
      : thought(chance, { person: by, concepts }, concept, chance.whole(80, 260));
    const row: AnnotationRow = {
      id: idOf(`note ${frame.seed} ${index}`),
      userid: useridOf(by),
      group: index % 50 === 9 ? OTHER_GROUP : NOTES_GROUP,
      uri: to?.row.uri ?? page!.uri,
      title: to?.row.title ?? page!.title,
      text,
      tags: chance.chance(0.1) ? ["вопрос"] : [],
      references: to === null ? [] : [...to.row.references, to.row.id],
      selectors: page === null || isPageNote ? [] : selectorsOf(page, chance.pick(page.quotes)),
      isShared: index % 60 !== 11,
      status: index % 90 === 17 ? "SPAM" : "APPROVED",
      created: at * 1_000 + (index % 1_000),
      updated: at * 1_000 + (index % 1_000),
    };
    if (to !== null && to.row.group !== row.group) continue;
    annotations.push({ id: row.id, versions: lifeOf(chance, { frame, row, at }) });
    if (row.group === NOTES_GROUP && row.isShared && !isLater) {
      threads.push({ row, at, concept, by });
    }
  }
  for (const [index, { concept, by, postAddress, notedAt }] of ideas.entries()) {
    const chance = random.fork(`idea ${index}`);
    const at = Math.min(notedAt, frame.asOf - HOUR_MS);
    const { page } = pages.find((one) => one.concept === concept)!;
    const taker = chance.chance(0.5) ? by : someone(chance, { here, at, not: by });
    const row: AnnotationRow = {
      id: idOf(`idea ${frame.seed} ${index}`),
      userid: useridOf(here.includes(taker) ? taker : someone(chance, { here, at, not: by })),
      group: NOTES_GROUP,
      uri: page.uri,
      title: page.title,
      text: `${thought(chance, { person: by, concepts }, concept, 120)}\n\n${postAddress}`,
      tags: [],
      references: [],
      selectors: selectorsOf(page, page.quotes[0]!),
      isShared: true,
      status: "APPROVED",
      created: at * 1_000,
      updated: at * 1_000,
    };
    annotations.push({ id: row.id, versions: [{ from: at, value: row }] });
  }
  const joinedAt = frame.start - 10 * DAY_MS;
  const token = createHash("sha256").update(`hypothesis ${frame.seed}`).digest("hex");
  const members = here.map((person) => ({
    userid: useridOf(person),
    roles: [person === moderator ? ("owner" as const) : ("member" as const)],
    joinedAt,
  }));
  return {
    library: {
      users: here.map((person) => ({
        userid: useridOf(person),
        displayName: person.name,
        token: person === moderator ? token : idOf(`token ${person.key}`),
      })),
      groups: [
        { id: NOTES_GROUP, name: "Поля руководств", type: "private", members },
        { id: OTHER_GROUP, name: "Не отсюда", type: "private", members },
      ],
      annotations,
    },
    token,
    useridOf: (person) => (here.includes(person) ? useridOf(person) : null),
  };
}

/** Most notes stay; some are edited, a few deleted, some of that after the as-of. */
function lifeOf(
  random: Random,
  { frame, row, at }: { frame: Frame; row: AnnotationRow; at: number },
): StoredAnnotation["versions"] {
  const written = { from: at, value: row };
  const delay = Math.floor((0.2 + random.next() * 30) * HOUR_MS);
  const isLater = random.chance(0.15);
  const when = isLater ? frame.asOf + QUIET_AFTER_AS_OF_MS + delay : at + delay;
  if (when <= at || (when > frame.asOf && when < frame.asOf + QUIET_AFTER_AS_OF_MS))
    return [written];
  const draw = random.next();
  if (draw < 0.02) return [written, { from: when, value: null }];
  if (draw > 0.08 || row.text === "") return [written];
  const updated = when * 1_000;
  return [
    written,
    { from: when, value: { ...row, text: `${row.text} Уточнил(а) позже.`, updated } },
  ];
}

function someone(
  random: Random,
  { here, at, not }: { here: readonly Person[]; at: number; not: Person | null },
): Person {
  const present = here.filter((person) => person !== not && isActive(person, at));
  return present[random.whole(0, present.length - 1)]!;
}

/**
 * A section as a reader saw it. An old one had a thesis that reads otherwise now, one that stands in
 * the section `was` now, and others in another order: notes on it are found again where they were, in
 * another section, or have lost their words.
 */
function pageOf(
  guide: Guide,
  { concept, index, was }: { concept: Concept; index: number; was: Concept | null },
): PlacedPage {
  const [first, second, third] = concept.theses;
  const reworded = `Раньше здесь говорили иначе: ${concept.mixup} считали тем же самым.`;
  const theses = was === null ? [first, second, third] : [second, was.theses[0], first, reworded];
  const file = `${String(index + 1).padStart(2, "0")}-${concept.slug}`;
  return {
    uri: GUIDES_AT.replace("{path}", `${guide.id}/${file}`),
    title: concept.title,
    text: [concept.title, concept.lead, ...theses, concept.look].join("\n\n"),
    quotes: [concept.lead, ...theses, concept.look],
  };
}

function idOf(of: string): string {
  return createHash("sha256").update(of).digest("base64url").slice(0, 22);
}
