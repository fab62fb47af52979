import { accountsOfSystems } from "../../staging/index.ts";

/** Systems in which a person has one account; two would mean that one of the links is wrong. */
export const oneEach = accountsOfSystems
  .filter(({ isOneEach }) => isOneEach)
  .map(({ source }) => source);
