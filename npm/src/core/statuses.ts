/** The readers of `status()`. */
import type { DebugEvents, Events } from "../events.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import type { Status } from "../types/status.js";

/** The readers of one connection's events. */
export class Statuses {
  private readonly readers = new Set<QueuedIteratorImpl<Status>>();
  private over = false;

  /** Returns a reader of the events from now on. */
  read(): QueuedIteratorImpl<Status> {
    const reader = new QueuedIteratorImpl<Status>();
    if (this.over) {
      reader.stop();
      return reader;
    }
    this.readers.add(reader);
    reader.iterClosed.then(() => this.readers.delete(reader));
    return reader;
  }

  report(type: Events | DebugEvents, data: Status["data"] = "", permissionContext?: Status["permissionContext"]): void {
    this.tell(permissionContext === undefined ? { type, data } : { type, data, permissionContext });
  }

  tell(status: Status): void {
    for (const reader of this.readers) {
      reader.push(status);
    }
  }

  /** Ends all readers, once they have read the events they have. */
  end(): void {
    this.over = true;
    for (const reader of this.readers) {
      reader.push(() => reader.stop());
    }
  }
}
