/**
 * The sections of the header: one a role that the session holds, in the session's order, which is
 * that of the table of roles. A section's name and its pages are what the pages' heads say, or
 * what their `english` says.
 */
export function sectionsOf(session, pagesManifest, language) {
  return Object.keys(session.roles).flatMap((role) => {
    const node = pagesManifest.children[role];
    return node === undefined ? [] : [sectionOf(role, node, language)];
  });
}

function sectionOf(role, node, language) {
  const pages = Object.entries(node.children)
    .filter(([, child]) => child.isPage && child.frontMatter?.nav)
    .map(([name, { frontMatter }]) => ({
      href: `/${role}/${name}/`,
      ...headIn(language, frontMatter),
    }))
    .toSorted((a, b) => a.order - b.order);
  const { nav, section } = headIn(language, node.frontMatter);
  const index = { href: `/${role}/`, nav };
  return { role, href: index.href, title: section, pages: [index, ...pages] };
}

/** A page's head in a language: where it says nothing in English, what it says in Russian. */
export function headIn(language, head) {
  return language === "en" ? { ...head, ...head?.english } : head;
}
