/** Points in time with names, and the stretches between them. Source: the `nats.ws` 1.30.3 API. */
export class Perf {
  /** When each point was, in milliseconds. */
  timers: Map<string, number> = new Map();
  /** How long each stretch is, in milliseconds. */
  measures: Map<string, number> = new Map();

  /** The point `key` is now. */
  mark(key: string): void {
    this.timers.set(key, performance.now());
  }

  /**
   * The stretch `key` is from one point to another.
   *
   * @throws Error if one of them was never marked
   */
  measure(key: string, startKey: string, endKey: string): void {
    const [start, end] = [startKey, endKey].map((point) => {
      const at = this.timers.get(point);
      if (at === undefined) {
        throw new Error(`${point} is not defined`);
      }
      return at;
    });
    this.measures.set(key, end! - start!);
  }

  /** All stretches, in the order in which they were first measured. */
  getEntries(): { name: string; duration: number }[] {
    return Array.from(this.measures, ([name, duration]) => ({ name, duration }));
  }
}
