import { type Locale, words } from "../../community/words.ts";

export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly roleLabel: { readonly ru: string; readonly en: string };
  readonly note?: string | undefined;
}

/** The gateway's own few pages, in the community's language. */
export function ownPages(locale: Locale) {
  const said = words[locale];
  const page = (title: string, body: string) => htmlPage(locale, title, body);
  const again = `<p><a class="button" href="/auth/login">${said.signInAgain}</a></p>`;
  return {
    /** Where the demo's visitor chooses whom to be. */
    demoSignIn(people: readonly DemoPerson[], next: string): string {
      const buttons = people
        .map(
          ({ id, name, roleLabel, note }) => `<li><form method="post" action="/auth/demo">
<input type="hidden" name="next" value="${escaped(next)}">
<button name="person" value="${escaped(id)}"><b>${escaped(name)}</b>
<span>${escaped(roleLabel[locale])}${note === undefined ? "" : ` · ${escaped(note)}`}</span></button></form></li>`,
        )
        .join("\n");
      return page(
        said.demoSignInTitle,
        `<h1>${said.demoSignInTitle}</h1><p>${said.demoSignInText}</p><ul>${buttons}</ul>`,
      );
    },

    signIn: (href: string): string =>
      page(
        said.signInTitle,
        `<h1>${said.signInTitle}</h1><p>${said.signInText}</p>
<p><a class="button" href="${escaped(href)}">${said.signInButton}</a></p>`,
      ),

    signedOut: (): string => page(said.signedOutTitle, `<h1>${said.signedOutTitle}</h1>\n${again}`),

    message: (title: string, text: string): string =>
      page(title, `<h1>${escaped(title)}</h1><p>${escaped(text)}</p>\n${again}`),

    /** Shown until the first snapshot and the shell are ready; looks again every second. */
    progress: (): string =>
      page(
        said.progressTitle,
        `<h1>${said.progressTitle}</h1><p>${said.progressText}</p>
<ol id="steps" aria-live="polite"></ol><script src="/auth/progress.js"></script>`,
      ),
  };
}

/** The progress page's script, served as a file so that the policy stays strict. */
export const progressScript = `const list = document.getElementById("steps");
async function look() {
  try {
    const { ready, steps } = await (await fetch("/api/progress", { cache: "no-store" })).json();
    list.replaceChildren(...steps.map(({ label, state, detail }) => {
      const item = document.createElement("li");
      item.dataset.state = state;
      item.textContent = detail ? label + ": " + detail : label;
      return item;
    }));
    if (ready) return location.reload();
  } catch {}
  setTimeout(look, 1000);
}
look();
`;

const STYLE = `:root{color-scheme:light dark}
body{font:17px/1.5 system-ui,sans-serif;max-width:36rem;margin:8vh auto;padding:0 1.25rem}
h1{font-size:1.6rem;line-height:1.2}ul,ol{padding:0;list-style:none}
li{margin:.5rem 0}button,.button{font:inherit;display:block;width:100%;box-sizing:border-box;
text-align:left;padding:.8rem 1rem;border:1px solid #8886;border-radius:.6rem;background:#8881;
color:inherit;text-decoration:none;cursor:pointer}button:hover,.button:hover{background:#8883}
button span{display:block;opacity:.75;font-size:.9rem}.button{width:auto;display:inline-block}
li[data-state]{padding-left:1.8rem;position:relative}
li[data-state]::before{position:absolute;left:0;content:"○"}
li[data-state=doing]::before{content:"◔"}li[data-state=done]::before{content:"●"}
li[data-state=failed]::before{content:"✕"}`;

function htmlPage(locale: Locale, title: string, body: string): string {
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escaped(title)} · ${words[locale].productName}</title><style>${STYLE}</style></head><body>${body}</body></html>`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
