import { stgMintHoldings } from "./stg_mint_holdings.ts";
import { stgMintSnapshots } from "./stg_mint_snapshots.ts";

export const mint = {
  read: [stgMintSnapshots],
  derived: [stgMintHoldings],
  accounts: [],
};
