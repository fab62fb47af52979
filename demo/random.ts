/**
 * Reproducible randomness: the same seed gives the same community on every machine.
 *
 * xoshiro128** (https://prng.di.unimi.it/xoshiro128starstar.c), seeded through FNV-1a and
 * splitmix32. A named fork does not depend on how much its parent has drawn, so that adding a
 * draw in one part of the generator leaves the other parts as they were.
 */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** An index drawn in proportion to the weights. */
  weighted(weights: readonly number[]): number;
  /** Near-normal: the sum of twelve uniforms, so that no platform's `Math.log` is involved. */
  normal(mean: number, deviation: number): number;
  shuffled<T>(items: readonly T[]): T[];
  fork(name: string): Random;
}

export function createRandom(seed: string): Random {
  const state = seededState(seed);

  function next(): number {
    const scrambled = Math.imul(rotated(Math.imul(state[1]!, 5), 7), 9) >>> 0;
    const shifted = state[1]! << 9;
    state[2]! ^= state[0]!;
    state[3]! ^= state[1]!;
    state[1]! ^= state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= shifted;
    state[3] = rotated(state[3]!, 11);
    return scrambled / 2 ** 32;
  }

  function whole(low: number, high: number): number {
    return low + Math.floor(next() * (high - low + 1));
  }

  return {
    next,
    whole,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[whole(0, items.length - 1)];
      if (item === undefined) throw new Error("There is nothing to pick from.");
      return item;
    },
    weighted: (weights) => {
      let left = next() * weights.reduce((sum, weight) => sum + weight, 0);
      const index = weights.findIndex((weight) => (left -= weight) < 0);
      return index === -1 ? weights.length - 1 : index;
    },
    normal: (mean, deviation) => {
      let sum = 0;
      for (let draw = 0; draw < 12; draw += 1) sum += next();
      return mean + (sum - 6) * deviation;
    },
    shuffled: (items) => {
      const out = [...items];
      for (let last = out.length - 1; last > 0; last -= 1) {
        const other = whole(0, last);
        [out[last], out[other]] = [out[other]!, out[last]!];
      }
      return out;
    },
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function seededState(seed: string): Int32Array {
  let hash = 0x811c9dc5;
  for (const character of seed) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  const state = new Int32Array(4);
  for (let word = 0; word < 4; word += 1) {
    hash = (hash + 0x9e3779b9) | 0;
    let mixed = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    state[word] = mixed ^ (mixed >>> 15);
  }
  return state;
}
