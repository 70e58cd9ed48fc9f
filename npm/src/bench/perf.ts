/** Points in time with names, and the durations between them. Source: the `nats.ws` 1.30.3 API. */
export class Perf {
  /** The time of each point, in milliseconds. */
  timers: Map<string, number> = new Map();
  /** The length of each duration, in milliseconds. */
  measures: Map<string, number> = new Map();

  /** Sets the point `key` to the present time. */
  mark(key: string): void {
    this.timers.set(key, performance.now());
  }

  /**
   * Sets the duration `key` to the time from one point to another.
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

  /** Returns all durations, in the order in which they were first measured. */
  getEntries(): { name: string; duration: number }[] {
    return Array.from(this.measures, ([name, duration]) => ({ name, duration }));
  }
}
