/** Every page there is, by the role of the demo's people who open it. */
export const PAGES: Readonly<Record<string, readonly string[]>> = {
  deanery: ["/deanery/", "/deanery/progress/", "/deanery/members/"],
  master: ["/master/", "/master/changes/", "/master/members/"],
  committee: ["/committee/"],
  trainee: ["/me/", "/me/receipt/"],
};
