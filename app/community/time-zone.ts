const NAMED = "a time zone of the IANA list, such as Europe/Moscow";

/** An offset as people write it: `+03:00`, `-5`, `UTC+3`, `GMT-0330`. */
const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/i;

/**
 * What to write instead of a zone that cannot be taken; null for one that can.
 *
 * An offset is no zone: JavaScript takes `+03:00` and DuckDB does not, and `UTC+3` the other way
 * round, so that a run would stop, or months end, where nobody looks. A name is taken only as the
 * list spells it, because the zones of an operating system are files.
 */
export function insteadOfZone(value: string): string | null {
  const offset = OFFSET.exec(value);
  if (offset !== null) return `${NAMED}, not an offset${allYear(offset)}`;
  const known = resolved(value);
  if (known === null) return NAMED;
  if (known !== value && known.toLowerCase() === value.toLowerCase())
    return `${known}, as the IANA list spells it`;
  return /(^|\/)[a-z]/.test(value) ? `${NAMED}, with its capital letters` : null;
}

/** The list has zones of whole hours without summer time; their sign is turned round. */
function allYear([, sign, hours, minutes]: RegExpExecArray): string {
  const hour = Number(hours);
  if (Number(minutes ?? 0) !== 0 || hour > (sign === "+" ? 14 : 12)) return "";
  if (hour === 0) return "; where clocks show UTC all year, UTC";
  const turned = sign === "+" ? "-" : "+";
  return `; where clocks show UTC${sign}${hour} all year, Etc/GMT${turned}${hour}`;
}

function resolved(value: string): string | null {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
