/**
 * A first-in, first-out queue in a ring: taking from the front moves an index, and nothing is shifted or left behind.
 *
 * Putting and taking are O(1) (amortised over growth); the memory of a burst is freed once the queue runs empty.
 */
export class RingQueue<T> {
  private slots: (T | undefined)[] = new Array<T | undefined>(INITIAL_SLOTS);
  private head = 0;
  private count = 0;

  /** The number of queued values. */
  get length(): number {
    return this.count;
  }

  /** Puts `v` at the back. */
  push(v: T): void {
    if (this.count === this.slots.length) {
      this.grow();
    }
    // The number of slots is a power of two, so that the mask stands for a division.
    this.slots[(this.head + this.count++) & (this.slots.length - 1)] = v;
  }

  /** Takes the value at the front and returns it. The queue must not be empty. */
  shift(): T {
    const { head, slots } = this;
    const v = slots[head] as T;
    slots[head] = undefined;
    this.head = (head + 1) & (slots.length - 1);
    if (--this.count === 0 && slots.length > KEPT_SLOTS) {
      this.clear();
    }
    return v;
  }

  /** Drops all values. */
  clear(): void {
    this.slots = new Array<T | undefined>(INITIAL_SLOTS);
    this.head = 0;
    this.count = 0;
  }

  private grow(): void {
    const { head, slots } = this;
    const grown = slots.slice(head).concat(slots.slice(0, head));
    grown.length = slots.length * 2;
    this.slots = grown;
    this.head = 0;
  }
}

const INITIAL_SLOTS = 16;
/** An empty queue keeps this many slots for the next burst. */
const KEPT_SLOTS = 4096;
