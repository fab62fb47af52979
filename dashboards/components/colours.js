import { label } from "./labels.js";

/** Told apart by people who do not see red or green, and on a dark page. */
const COLOURS = {
  class: {
    learn: "#4477aa",
    publish: "#228833",
    interact: "#c9a227",
    help: "#d1606e",
    manage: "#8e4a86",
  },
  domain: { personal: "#4477aa", community: "#2a9d8f", world: "#c9a227" },
  flow: { submitted: "#4477aa", accepted: "#228833", returned: "#c9a227" },
  feedback: { own: "#d1606e", cohort: "#4477aa" },
  progress: { accepted: "#228833", returned: "#c9a227", submitted: "#4477aa" },
};

/** Colours of a kind's codes by their words, in the order in which they are stacked. */
export function coloursOf(kind) {
  return Object.fromEntries(
    Object.entries(COLOURS[kind]).map(([code, colour]) => [label(kind, code), colour]),
  );
}
