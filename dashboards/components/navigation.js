/**
 * The sections of the header: one a role that the session holds, in the session's order, which is
 * that of the table of roles. A section's name and its pages are what the pages' heads say.
 */
export function sectionsOf(session, pagesManifest) {
  return Object.keys(session.roles).flatMap((role) => {
    const node = pagesManifest.children[role];
    return node === undefined ? [] : [sectionOf(role, node)];
  });
}

function sectionOf(role, node) {
  const pages = Object.entries(node.children)
    .filter(([, child]) => child.isPage && child.frontMatter?.nav)
    .map(([name, { frontMatter }]) => ({ href: `/${role}/${name}/`, ...frontMatter }))
    .toSorted((a, b) => a.order - b.order);
  const index = { href: `/${role}/`, nav: node.frontMatter.nav };
  return { role, href: index.href, title: node.frontMatter.section, pages: [index, ...pages] };
}
