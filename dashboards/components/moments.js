/**
 * Instants as people read them: always in the community's time zone, whatever the computer's, and in
 * the page's language.
 */
import { locale, said } from "./language.js";

let timeZone = "UTC";

/** Set once, from the session, before the first page is shown. */
export function setTimeZone(name) {
  timeZone = name;
}

const inZone = (options) => (value) =>
  value === null || value === undefined
    ? ""
    : new Intl.DateTimeFormat(locale(), { ...options, timeZone }).format(new Date(value));

const SHORT_DAYS = {
  ru: inZone({ day: "2-digit", month: "2-digit", year: "numeric" }),
  // A month in digits is a day to half of those who read English.
  en: inZone({ day: "numeric", month: "short", year: "numeric" }),
};

/** 05.10.2026, and 5 Oct 2026 */
export const shortDay = (value) => said(SHORT_DAYS)(value);

/** 5 октября 2026 г. */
export const longDay = inZone({ dateStyle: "long" });

/** 5 октября 2026 г. в 12:00 */
export const moment = inZone({ dateStyle: "long", timeStyle: "short" });

/** 5 окт., 12:00 */
export const shortMoment = inZone({
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** The zone's offset at that instant: UTC+3. */
export function offset(value) {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" });
  const name = parts.formatToParts(new Date(value)).find(({ type }) => type === "timeZoneName");
  return (name?.value ?? "").replace("GMT", "UTC");
}

/** `2026-07` is «июль 2026», and July 2026. */
export function monthName(period) {
  const [year, month] = period.split("-").map(Number);
  const date = new Date(Date.UTC(year, month - 1, 15));
  const name = new Intl.DateTimeFormat(locale(), { month: "long", timeZone: "UTC" }).format(date);
  return `${name} ${year}`;
}

const MS_PER_DAY = 86_400_000;

/** Whole days from one instant to another; never less than none. */
export function daysBetween(from, to) {
  return Math.max(0, Math.floor((new Date(to) - new Date(from)) / MS_PER_DAY));
}
