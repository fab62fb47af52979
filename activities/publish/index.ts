export { createPublishActivities } from "./publish.ts";
export type { PublishActivities, PublishDependencies, PublishedSnapshot } from "./publish.ts";
