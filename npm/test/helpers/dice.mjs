// Numbers that look random and are the same for the same seed.

/** A function that gives a whole number from 0 up to, not including, its argument. Mulberry32. */
export function dice(seed) {
  let state = seed >>> 0;
  return (end) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let n = Math.imul(state ^ (state >>> 15), 1 | state);
    n ^= n + Math.imul(n ^ (n >>> 7), 61 | n);
    return ((n ^ (n >>> 14)) >>> 0) % end;
  };
}
