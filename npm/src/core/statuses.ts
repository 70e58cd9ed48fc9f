/** The readers of `status()`. */
import type { DebugEvents, Events } from "../events.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import type { Status } from "../types.js";

/** Tells every reader what happened. */
export class Statuses {
  private readonly readers = new Set<QueuedIteratorImpl<Status>>();
  private over = false;

  /** What happens from now on. */
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

  /** Nothing more will happen: readers get what they have, and end. */
  end(): void {
    this.over = true;
    for (const reader of this.readers) {
      reader.push(() => reader.stop());
    }
  }
}
