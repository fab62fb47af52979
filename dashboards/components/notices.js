import { label } from "./labels.js";
import { moment, offset } from "./moments.js";

/** What everybody must know before reading: that people are made up, that a source is silent. */
export function noticesOf({ demo, stale }) {
  const made = demo ? [{ kind: "demo", text: "Демо-сообщество: все люди вымышлены" }] : [];
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
  const name = label("system", system);
  if (since === null)
    return {
      kind: "stale",
      text: `${name}: источник ещё ни разу не прочитан до конца, его данных здесь нет или они не все`,
    };
  const date = `${moment(since)} (${offset(since)})`;
  return {
    kind: "stale",
    text: `${name}: источник не отвечает с ${date}, показаны данные на это время`,
  };
}
