import community from "../vklad.config.ts";

/**
 * The demo's configuration for a part of its community: of thirty people each on the committee earns
 * more than 5 %, and more signatures would be needed than the demo has keys for.
 */
export default { ...community, committee: { ...community.committee, conflictSharePercent: 100 } };
