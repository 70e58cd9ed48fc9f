/** The one timer of a connection. */

/**
 * Fires at or after the earliest time asked for, and reports when by the clock that should have been: tests of
 * applications make clocks stand still, and jump. If the time asked for moves back, it fires once without need.
 */
export class Timer {
  private handle: ReturnType<typeof setTimeout> | undefined;
  /** The time asked for. */
  private asked = Infinity;
  /** The time that the clock should show when the timer fires. */
  private due = Infinity;

  constructor(private readonly fire: (due: number) => void) {}

  /** Asks to fire at `due`, in milliseconds of `Date.now`; `Infinity` asks for nothing. */
  set(due: number): void {
    const now = Math.max(Date.now() || 0, 0);
    // A timer that should long have fired was set before the clock jumped ahead.
    if (due >= this.asked && now < this.due + LATE) {
      return;
    }
    clearTimeout(this.handle);
    const delay = Math.min(Math.max(due - now, 0), LONGEST);
    this.asked = due;
    this.due = now + delay;
    this.handle = setTimeout(this.onTimeout, delay);
  }

  clear(): void {
    clearTimeout(this.handle);
    this.asked = this.due = Infinity;
  }

  private readonly onTimeout = (): void => {
    const { due } = this;
    this.asked = this.due = Infinity;
    this.fire(due);
  };
}

/** The longest delay that platforms keep, in milliseconds. */
const LONGEST = 2 ** 31 - 1;
/** By how much a timer comes late at most, in milliseconds, when nothing is wrong but that the program is busy. */
const LATE = 1000;
