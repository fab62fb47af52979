/** The part of Evidence's components that our pages may use; every line costs build time. */
export { default as BarChart } from "$core/unsorted/viz/bar/BarChart.svelte";
export { default as QueryLoad } from "$core/atoms/query-load/QueryLoad.svelte";
export { default as ToastWrapper } from "$core/molecules/toast/ToastWrapper.svelte";
export { default as QueryViewer } from "./Nothing.svelte";
