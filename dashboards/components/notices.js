import { said } from "./language.js";
import { label } from "./labels.js";
import { moment, offset } from "./moments.js";
import { shell } from "./words/shell.js";

/** What everybody must know before reading: that people are made up, that a source is silent. */
export function noticesOf({ demo, stale }) {
  const made = demo ? [{ kind: "demo", text: said(shell).demo }] : [];
  return [...made, ...silentSystems(stale ?? []).map(silence)];
}

/** One notice a system: its streams fall silent together; one that never answered goes first. */
function silentSystems(stale) {
  return [...Map.groupBy(stale, ({ stream }) => stream.split("_")[0])].map(([system, streams]) => ({
    system,
    since: streams.some(({ since }) => since === null)
      ? null
      : streams.map(({ since }) => since).toSorted()[0],
  }));
}

function silence({ system, since }) {
  const { neverRead, silent } = said(shell);
  const name = label("system", system);
  const text =
    since === null ? neverRead(name) : silent(name, `${moment(since)} (${offset(since)})`);
  return { kind: "stale", text };
}
