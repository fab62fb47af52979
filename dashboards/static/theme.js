// Runs before the first paint, so that a dark page does not flash white. A file of its own, because
// the page's policy allows no inline script.
try {
  const saved = localStorage.getItem("evidence-theme") ?? "system";
  const prefersDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const isDark = saved === "system" ? prefersDark : saved === "dark";
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
} catch {
  // Storage may be forbidden: the page then starts in the light theme.
}
