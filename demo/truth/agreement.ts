/** How far scores and planted values agree in order, beside what would be found without a score. */
export interface Agreement {
  readonly count: number;
  /** Spearman's rank correlation of points and planted value; null below three rows. */
  readonly spearman: number | null;
  /** The same for the length of the text instead of its points. */
  readonly length_only: number | null;
  /** The same against planted values dealt out anew: what chance alone gives, most of 20 deals. */
  readonly shuffled_truth: number | null;
}

export interface AgreementRow {
  readonly points: number;
  readonly text_length: number;
  readonly value: number;
}

const DEALS = 20;

/** `draw` gives numbers in [0, 1): the shuffles are as reproducible as it is. */
export function agreement(rows: readonly AgreementRow[], draw: () => number): Agreement {
  const values = rows.map(({ value }) => value);
  const points = rows.map((row) => row.points);
  const deals = Array.from({ length: DEALS }, () => spearman(points, dealt(values, draw)));
  const known = deals.filter((deal) => deal !== null).map(Math.abs);
  return {
    count: rows.length,
    spearman: spearman(points, values),
    length_only: spearman(
      rows.map(({ text_length }) => text_length),
      values,
    ),
    shuffled_truth: known.length === 0 ? null : Math.max(...known),
  };
}

/** Rank correlation with tied values sharing their middle rank; null where it is not defined. */
export function spearman(a: readonly number[], b: readonly number[]): number | null {
  if (a.length !== b.length) throw new Error(`${a.length} and ${b.length} values make no pairs.`);
  if (a.length < 3) return null;
  return pearson(ranks(a), ranks(b));
}

/** Ranks from 1; equal values get the mean of the ranks they take up. */
export function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const out = values.map(() => 0);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1]!] === values[order[start]!]) end += 1;
    for (let place = start; place <= end; place += 1) out[order[place]!] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return out;
}

function pearson(a: readonly number[], b: readonly number[]): number | null {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (let index = 0; index < a.length; index += 1) {
    const [fromA, fromB] = [a[index]! - meanA, b[index]! - meanB];
    both += fromA * fromB;
    squaresA += fromA * fromA;
    squaresB += fromB * fromB;
  }
  const scale = Math.sqrt(squaresA * squaresB);
  return scale === 0 ? null : both / scale;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dealt(values: readonly number[], draw: () => number): number[] {
  const out = [...values];
  for (let last = out.length - 1; last > 0; last -= 1) {
    const other = Math.floor(draw() * (last + 1));
    [out[last], out[other]] = [out[other]!, out[last]!];
  }
  return out;
}
