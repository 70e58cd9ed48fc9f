/** The order of what a socket reports. */

/** A step that is done in its turn; it returns a promise if the next one has to wait for it. */
export type Step = () => void | Promise<void>;

/** Does steps one after the other. One that takes a while, as reading a Blob does, has all others wait behind it. */
export class Turns {
  /** The steps that wait; `null` while none has to. */
  private behind: Step[] | null = null;

  /** @param fail - called with what a step that took a while has failed with */
  constructor(private readonly fail: (problem: unknown) => void) {}

  /** Whether a step would be done at once. */
  get areFree(): boolean {
    return this.behind === null;
  }

  /** Does `step` once all earlier ones are done. */
  inTurn(step: Step): void {
    if (this.behind !== null) {
      this.behind.push(step);
      return;
    }
    const waits = step();
    if (waits !== undefined) {
      void this.goOn(waits);
    }
  }

  /** Waits, then does the steps that came meanwhile. */
  private async goOn(waits: Promise<void>): Promise<void> {
    const behind: Step[] = [() => waits];
    this.behind = behind;
    for (let step = behind.shift(); step !== undefined; step = behind.shift()) {
      try {
        await step();
      } catch (err) {
        this.fail(err);
      }
    }
    this.behind = null;
  }
}
