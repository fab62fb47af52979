import adapter from "@sveltejs/adapter-static";

/** One page for every address: data and rights come with the session, so nothing is prerendered. */
export default {
  kit: {
    adapter: adapter({ pages: "./build/site", fallback: "index.html", strict: false }),
    prerender: {
      entries: ["/api/pagesManifest.json", "/api/customFormattingSettings.json/GET.json"],
    },
  },
};
