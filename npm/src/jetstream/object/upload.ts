/** Chunks on their way to a stream. */
import type { NatsError } from "../../errors.js";
import { delay } from "../../util.js";
import type { JetStreamContext } from "../context.js";
import { publish } from "../publish.js";
import type { JetStreamManager } from "../types/client.js";
import type { Hash, ObjectRules, Pace } from "./rules.js";

/** Where chunks go. */
export interface Destination {
  js: JetStreamContext;
  jsm: JetStreamManager;
  rules: ObjectRules;
  stream: string;
  subject: string;
  /** Milliseconds to wait for each acknowledgement. */
  timeout: number;
}

/** What became of a chunk. */
interface Outcome {
  seq?: number;
  error?: NatsError;
}

/** A chunk that was sent. */
interface Sent {
  chunk: Uint8Array;
  outcome: Promise<Outcome>;
}

/**
 * Cuts data into chunks and publishes them, several at a time, so that they are stored in their order.
 *
 * A chunk that the stream refuses must not come after the next one. So once one is refused, what is on its way is waited
 * for, what was stored after it is deleted, and all from it on is sent again.
 */
export class Upload {
  chunks = 0;
  size = 0;
  private readonly hash: Hash;
  /** The chunk that is being filled, and how far it is. */
  private chunk = new Uint8Array(0);
  private filled = 0;
  /** What is to be sent, and what has been, the oldest first. */
  private waiting: Uint8Array[] = [];
  private flight: Sent[] = [];

  constructor(
    private readonly to: Destination,
    private readonly chunkSize: number,
    private readonly pace: Pace,
  ) {
    this.hash = to.rules.hash();
  }

  /** Takes data; it may be changed once this has resolved. Rejects if a chunk cannot be stored. */
  async write(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length; ) {
      const end = Math.min(data.length, at + this.chunkSize - this.filled);
      this.fill(data.subarray(at, end));
      at = end;
      if (this.filled === this.chunkSize) {
        this.cut();
        await this.send(() => this.waiting.length > 0);
      }
    }
  }

  /** Resolves with the digest once everything is stored. */
  async finish(): Promise<string> {
    if (this.filled > 0) {
      this.cut();
    }
    await this.send(() => this.waiting.length + this.flight.length > 0);
    return this.hash.finish().digest;
  }

  /** Nothing more comes. Resolves once nothing is on its way. */
  async end(): Promise<void> {
    this.hash.drop();
    await Promise.all(this.flight.map(({ outcome }) => outcome));
  }

  private fill(data: Uint8Array): void {
    const needed = this.filled + data.length;
    if (needed > this.chunk.length) {
      const larger = new Uint8Array(Math.min(this.chunkSize, Math.max(needed, 2 * this.chunk.length)));
      larger.set(this.chunk.subarray(0, this.filled));
      this.chunk = larger;
    }
    this.chunk.set(data, this.filled);
    this.filled = needed;
  }

  private cut(): void {
    const chunk = this.chunk.subarray(0, this.filled);
    this.chunk = new Uint8Array(0);
    this.filled = 0;
    this.hash.update(chunk);
    this.chunks++;
    this.size += chunk.length;
    this.waiting.push(chunk);
  }

  /** Sends what the window has room for, for as long as `isWanted` says. */
  private async send(isWanted: () => boolean): Promise<void> {
    while (isWanted()) {
      while (this.waiting.length > 0 && this.flight.length < this.pace.window) {
        const chunk = this.waiting.shift()!;
        this.flight.push({ chunk, outcome: this.publish(chunk) });
      }
      if (isWanted()) {
        await this.settleOldest();
      }
    }
  }

  private async publish(chunk: Uint8Array): Promise<Outcome> {
    const { js, subject, timeout } = this.to;
    try {
      return { seq: (await publish(js, subject, chunk, { timeout })).seq };
    } catch (err) {
      return { error: err as NatsError };
    }
  }

  private async settleOldest(): Promise<void> {
    const { error } = await this.flight[0]!.outcome;
    if (error === undefined) {
      this.flight.shift();
      this.pace.acknowledged();
    } else {
      await this.takeBack(error);
    }
  }

  /** The oldest chunk was refused: has it and all after it wait to be sent again. @throws `error` if that is no use */
  private async takeBack(error: NatsError): Promise<void> {
    const outcomes = await Promise.all(this.flight.map(({ outcome }) => outcome));
    const lasting = outcomes.find((outcome) => outcome.error && !this.pace.isPassing(outcome.error));
    const wait = lasting === undefined ? this.pace.refused(error) : undefined;
    if (wait === undefined) {
      throw lasting?.error ?? error;
    }
    await this.erase(outcomes, error);
    this.waiting.unshift(...this.flight.map(({ chunk }) => chunk));
    this.flight = [];
    await delay(wait);
  }

  private async erase(outcomes: Outcome[], error: NatsError): Promise<void> {
    const { jsm, stream } = this.to;
    for (const { seq } of outcomes) {
      if (seq !== undefined) {
        await jsm.streams.deleteMessage(stream, seq, false).catch(() => {
          throw error;
        });
      }
    }
  }
}
