const NOT_CONNECTED = {
  nocodb: "Рабочие тетради к сообществу не подключены, поэтому здесь ничего нет.",
};

let systems = [];

/** Set once, from the session, before the first page is shown. */
export function setSystems(connected) {
  systems = connected;
}

/** What is said where there are no rows: of a system that is not connected nobody left work undone. */
export function noneOf(system, none) {
  return system === undefined || systems.includes(system) ? none : NOT_CONNECTED[system];
}
