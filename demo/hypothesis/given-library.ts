import { seededBytes } from "../../test/seed.ts";
import { standingClock } from "../clock.ts";
import type { Library } from "./library.ts";
import type { Page } from "./selectors.ts";
import { hypothesisTwin, type HypothesisTwinOptions } from "./twin.ts";

export const NOW = Date.parse("2026-10-05T09:00:00Z");

const tokenOf = (name: string) => seededBytes(`hypothesis/${name}`).toString("hex");

export const TOKENS = {
  anna: tokenOf("anna"),
  boris: tokenOf("boris"),
  moderator: tokenOf("moderator"),
  stranger: tokenOf("stranger"),
};

type Name = keyof typeof TOKENS;

export const useridOf = (name: Name) => `acct:${name}@hypothes.is`;

export const PAGE: Page = {
  uri: "https://guides.example.org/systems/1",
  title: "Системы",
  text: "Система — это целое. Целое больше частей.\n\nЧасти связаны. Целое больше частей 😀 снова.",
};

const names = Object.keys(TOKENS) as Name[];

/** A private group of three, and somebody who is not in it. */
export const LIBRARY: Library = {
  users: names.map((name) => ({
    userid: useridOf(name),
    displayName: name === "anna" ? "Анна" : null,
    token: TOKENS[name],
  })),
  groups: [
    {
      id: "g1",
      name: "Поток 3",
      type: "private",
      members: [
        { userid: useridOf("moderator"), roles: ["owner"], joinedAt: NOW - 9_000_000 },
        { userid: useridOf("anna"), roles: ["member"], joinedAt: NOW - 8_000_000 },
        { userid: useridOf("boris"), roles: ["member"], joinedAt: NOW - 7_000_000 },
      ],
    },
  ],
  annotations: [],
};

export async function givenTwin(options: Partial<HypothesisTwinOptions> = {}) {
  const clock = standingClock(NOW);
  const given = { library: LIBRARY, clock, indexLag_ms: 0, rateLimit: null, ...options };
  const twin = await hypothesisTwin(given);
  return {
    ...twin,
    clock,
    /** Writes a shared annotation of Anna's in the group; each a second after the one before. */
    write(text: string, more: { readonly quote?: string; readonly isShared?: boolean } = {}) {
      clock.set(clock.now() + 1_000);
      return twin.store.create({
        userid: useridOf("anna"),
        group: "g1",
        page: PAGE,
        text,
        ...more,
      });
    },
    async get(path: string, as: Name | null = "boris") {
      const headers = as === null ? {} : { authorization: `Bearer ${TOKENS[as]}` };
      const reply = await fetch(`${twin.url}${path}`, { headers });
      const body = (await reply.json()) as any;
      return { status: reply.status, body, headers: reply.headers };
    },
    [Symbol.asyncDispose]: () => twin.close(),
  };
}
