/** Explorers of named clusters by genesis, and the cluster that tokens are paid on now. */
let explorers = {};
let current = null;

/** Set once, from the session, before the first page is shown. */
export function setExplorers(session) {
  explorers = session.explorers ?? {};
  current = session.genesis ?? null;
}

/** The page of a transaction at an explorer; null where the chain is no named cluster's. */
export const transactionPage = (genesis, signature) =>
  pageOf(genesis, "transaction", "{signature}", signature);

/** The page of an address; without a genesis, on the cluster that tokens are paid on now. */
export const addressPage = (genesis, address) =>
  pageOf(genesis ?? current, "address", "{address}", address);

function pageOf(genesis, kind, place, value) {
  if (!value) return null;
  return explorers[genesis]?.[kind]?.replaceAll(place, () => encodeURIComponent(value)) ?? null;
}
