/** Publishers that wait until less is left to be sent. */
import { type Deferred, deferred } from "../util.js";

/** What has to be sent. */
export interface Backlog {
  /** Bytes in the socket. */
  readonly buffered: number;
  /** Whether so little is left that publishers need not wait. */
  hasRoom(): boolean;
  /** Sends what can be sent, and has {@link Writers.look} called. */
  carryOn(): void;
}

/**
 * Publishers wait while core and socket together hold more bytes than a mark. What leaves the core is known at once; no
 * platform reports what leaves the socket, so its figure is read again and again, ever less often, and only while
 * somebody waits.
 */
export class Writers {
  /** The promise that all waiting publishers have. */
  private waiting: Deferred<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pause = 0;

  constructor(private readonly backlog: Backlog) {}

  /** Resolves once no more than the mark is left to be sent. */
  wait(): Promise<void> {
    if (this.backlog.hasRoom()) {
      return Promise.resolve();
    }
    this.pause = SHORTEST;
    this.waiting ??= deferred();
    const { waiting } = this;
    this.look();
    return waiting;
  }

  /** Looks again: something may have been sent, or there is another link. */
  look(): void {
    const { waiting } = this;
    if (waiting === undefined) {
      return;
    }
    if (this.backlog.hasRoom()) {
      this.stop();
      waiting.resolve();
    } else if (this.timer === undefined && this.backlog.buffered > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.backlog.carryOn();
      }, this.pause);
      this.pause = Math.min(2 * this.pause, LONGEST);
    }
  }

  /** Ends the waiting: nothing will be sent any more. */
  end(error: Error): void {
    const { waiting } = this;
    this.stop();
    waiting?.reject(error);
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = undefined;
  }
}

/** Milliseconds between two looks at the socket. */
const SHORTEST = 1;
const LONGEST = 64;
