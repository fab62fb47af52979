import type { Mutant } from "./mutant.ts";
import { accessMutants } from "./planted/access.ts";
import { alarmMutants } from "./planted/alarms.ts";
import { countMutants } from "./planted/counts.ts";
import { usageMutants } from "./planted/usage.ts";
import { anchorMutants } from "./planted/anchors.ts";
import { analystMutants } from "./planted/analyst.ts";
import { backfillMutants } from "./planted/backfill.ts";
import { catalogueMutants } from "./planted/catalogue.ts";
import { categoryMutants } from "./planted/categories.ts";
import { ideaMutants } from "./planted/ideas.ts";
import { talkMutants } from "./planted/talk.ts";
import { discordMutants } from "./planted/discord.ts";
import { discordTwinMutants } from "./planted/discord-twin.ts";
import { distributionMutants } from "./planted/distribution.ts";
import { editsMutants } from "./planted/edits.ts";
import { explorerMutants } from "./planted/explorer.ts";
import { forumMutants } from "./planted/forum.ts";
import { gatewayMutants } from "./planted/gateway.ts";
import { guidesMutants } from "./planted/guides.ts";
import { hookMutants } from "./planted/hooks.ts";
import { hypothesisMutants } from "./planted/hypothesis.ts";
import { identityMutants } from "./planted/identity.ts";
import { invariantMutants } from "./planted/invariants.ts";
import { keyMutants } from "./planted/keys.ts";
import { landingMutants } from "./planted/landing.ts";
import { layoutMutants } from "./planted/layout.ts";
import { codeMutants } from "./planted/codes.ts";
import { linkMutants } from "./planted/links.ts";
import { loadMutants } from "./planted/load.ts";
import { objectsMutants } from "./planted/objects.ts";
import { postgresMutants } from "./planted/postgres.ts";
import { mappingMutants } from "./planted/mapping.ts";
import { mintMutants } from "./planted/mint.ts";
import { pagesMutants } from "./planted/pages.ts";
import { posthogTwinMutants } from "./planted/posthog-twin.ts";
import { partsMutants } from "./planted/parts.ts";
import { postsMutants } from "./planted/posts.ts";
import { posthogMutants } from "./planted/posthog.ts";
import { processesMutants } from "./planted/processes.ts";
import { replayMutants } from "./planted/replay.ts";
import { reportMutants } from "./planted/report.ts";
import { reclaimMutants } from "./planted/reclaim.ts";
import { reviewMutants } from "./planted/review.ts";
import { scoresMutants } from "./planted/scores.ts";
import { settlementMutants } from "./planted/settlement.ts";
import { signerMutants } from "./planted/signer.ts";
import { sourcesMutants } from "./planted/sources.ts";
import { telegramTwinMutants } from "./planted/telegram-twin.ts";
import { telegramMutants } from "./planted/telegram.ts";
import { treasuryMutants } from "./planted/treasury.ts";
import { suiteMutants } from "./planted/suite.ts";
import { warehouseMutants } from "./planted/warehouse.ts";
import { workbookMutants } from "./planted/workbook.ts";
import { workflowsMutants } from "./planted/workflows.ts";
import { withheldMutants } from "./planted/withheld.ts";

/**
 * Mistakes that would cost somebody money, work or privacy, and that are easily made: each in the
 * file of its area under `planted/`.
 */
export const mutants: readonly Mutant[] = [
  ...sourcesMutants,
  ...backfillMutants,
  ...ideaMutants,
  ...talkMutants,
  ...discordMutants,
  ...hypothesisMutants,
  ...discordTwinMutants,
  ...alarmMutants,
  ...countMutants,
  ...usageMutants,
  ...anchorMutants,
  ...mappingMutants,
  ...posthogMutants,
  ...telegramTwinMutants,
  ...categoryMutants,
  ...landingMutants,
  ...objectsMutants,
  ...postgresMutants,
  ...loadMutants,
  ...replayMutants,
  ...warehouseMutants,
  ...workflowsMutants,
  ...withheldMutants,
  ...identityMutants,
  ...linkMutants,
  ...codeMutants,
  ...keyMutants,
  ...workbookMutants,
  ...editsMutants,
  ...catalogueMutants,
  ...guidesMutants,
  ...partsMutants,
  ...postsMutants,
  ...scoresMutants,
  ...accessMutants,
  ...analystMutants,
  ...forumMutants,
  ...gatewayMutants,
  ...hookMutants,
  ...reviewMutants,
  ...pagesMutants,
  ...distributionMutants,
  ...settlementMutants,
  ...reclaimMutants,
  ...treasuryMutants,
  ...signerMutants,
  ...invariantMutants,
  ...explorerMutants,
  ...mintMutants,
  ...reportMutants,
  ...processesMutants,
  ...layoutMutants,
  ...suiteMutants,
  ...telegramMutants,
  ...posthogTwinMutants,
];
