/** How many rounds a part measures: what ROUNDS says, or its own number. */
const ROUNDS = { replay: 3, jetstream: 5, objects: 5, e2e: 3, native: 3, "first-message": 7 };

export function rounds(part) {
  return Number(process.env.ROUNDS ?? ROUNDS[part]);
}
