/** When a ledger was put aside, as names for it: the first that is not taken is its name. */
export function keptStamps(now: Date): readonly string[] {
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return [stamp, ...Array.from({ length: 99 }, (_, index) => `${stamp}-${index + 2}`)];
}
