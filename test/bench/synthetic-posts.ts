const WORDS =
  "участник разобрал понятие роли и показал на примере своей практики как решение меняет " +
  "результат группы потому что ранее предполагалось иное system thinking method artifact";

/** Posts as Discourse sends them, the same ones each time, of 20 to 80 words. */
export function syntheticPosts(start: number, count: number) {
  const words = WORDS.split(" ");
  const random = randomFrom(start + 1);
  return Array.from({ length: count }, (_, index) => {
    const number = start + index;
    const length = 20 + Math.floor(random() * 60);
    const text = Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(" ");
    const at = new Date(1_775_000_000_000 + number * 1000).toISOString();
    return {
      id: number + 1,
      topic_id: Math.floor(number / 20) + 1,
      post_number: (number % 20) + 1,
      user_id: Math.floor(random() * 5000),
      username: `user${number % 5000}`,
      created_at: at,
      updated_at: at,
      raw: text,
      cooked: `<p>${text}</p>`,
      reads: Math.floor(random() * 100),
      score: random() * 10,
      like_count: Math.floor(random() * 5),
      yours: false,
      trust_level: 1,
    };
  });
}

/** Numerical Recipes' linear congruential generator: good enough for word salad. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
