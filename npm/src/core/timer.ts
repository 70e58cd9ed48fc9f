/** The one timer of a connection. */

/** Fires at or after the earliest time asked for. A time that has moved back makes it fire for nothing, once. */
export class Timer {
  private handle: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;

  constructor(private readonly fire: () => void) {}

  /** Asks to fire at `due`, in milliseconds of `Date.now`; `Infinity` asks for nothing. */
  set(due: number): void {
    if (due >= this.due) {
      return;
    }
    clearTimeout(this.handle);
    this.due = due;
    this.handle = setTimeout(this.onTimeout, Math.min(Math.max(due - Date.now(), 0), LONGEST));
  }

  clear(): void {
    clearTimeout(this.handle);
    this.due = Infinity;
  }

  private readonly onTimeout = (): void => {
    this.due = Infinity;
    this.fire();
  };
}

/** The longest delay that platforms keep, in milliseconds. */
const LONGEST = 2 ** 31 - 1;
