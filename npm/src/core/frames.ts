/** What a socket delivers, as bytes, in the order in which it came. */
import { isMemory, isShared, kindOf } from "../platform.js";
import { encoder } from "../text.js";

/** Something that is done in its turn; a promise if what comes next has to wait for it. */
type Step = () => void | Promise<void>;

/** Frames become bytes. A Blob takes a while to be read; what comes meanwhile waits behind it. */
export class Frames {
  /** What waits; `null` while nothing has to. */
  private behind: Step[] | null = null;

  constructor(
    private readonly take: (bytes: Uint8Array) => void,
    /** Told why what came cannot be taken. */
    private readonly fail: (problem: unknown) => void,
  ) {}

  /** Takes what the event of a message has as its data. */
  deliver(data: unknown): void {
    if (this.behind === null) {
      this.goOnAfter(this.accept(data));
    } else {
      this.behind.push(() => this.accept(data));
    }
  }

  /** Does `step` once all that came before is done with. */
  inTurn(step: Step): void {
    if (this.behind === null) {
      this.goOnAfter(step());
    } else {
      this.behind.push(step);
    }
  }

  private goOnAfter(waits: void | Promise<void>): void {
    if (waits !== undefined) {
      void this.goOn(waits);
    }
  }

  /** Waits, then does what has come meanwhile. */
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

  private accept(data: unknown): void | Promise<void> {
    const bytes = toBytes(data);
    if (bytes !== null) {
      return this.take(bytes);
    }
    return isBlob(data)
      ? this.read(data)
      : this.fail(new Error(`the socket delivered ${kindOf(data)}, which is no frame`));
  }

  private async read(blob: Blob): Promise<void> {
    this.take(new Uint8Array(await blob.arrayBuffer()));
  }
}

/** The bytes of a frame that are there at once. Some shims deliver views where they are asked for ArrayBuffers, and text. */
function toBytes(data: unknown): Uint8Array | null {
  if (typeof data === "string") {
    return encoder.encode(data);
  }
  if (!ArrayBuffer.isView(data)) {
    return isMemory(data) ? owned(new Uint8Array(data)) : null;
  }
  return owned(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** `bytes`, or a copy if others may write to them: messages refer to their frame. */
function owned(bytes: Uint8Array): Uint8Array {
  return isShared(bytes.buffer) ? new Uint8Array(bytes) : bytes;
}

function isBlob(data: unknown): data is Blob {
  return typeof (data as Partial<Blob> | null | undefined)?.arrayBuffer === "function";
}
