// What is to be ended with a round.

export class Scope {
  #ends = [];

  /** Has `fn` called at the end: the last one first. */
  after(fn) {
    this.#ends.push(fn);
  }

  /** Ends everything. */
  async end() {
    for (const fn of this.#ends.splice(0).reverse()) {
      await fn();
    }
  }
}
