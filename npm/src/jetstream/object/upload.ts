/** Chunks on their way to a stream. */
import { UploadStep } from "../../core/boundary.js";
import type { NatsError } from "../../errors.js";
import { delay } from "../../util.js";
import type { JetStreamContext } from "../context.js";
import { publish } from "../publish.js";
import type { JetStreamManager } from "../types/client.js";
import { repeat } from "./again.js";
import type { Hash, ObjectRules, UploadRules } from "./rules.js";
import { NOT_FOUND } from "./store.js";

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

/** A chunk that was sent. */
interface Sent {
  chunk: number;
  outcome: Promise<{ seq: number } | { error: NatsError }>;
}

/** Cuts data into chunks and publishes them as the rules of the core say, so that they are stored in their order. */
export class Upload {
  chunks = 0;
  size = 0;
  private readonly hash: Hash;
  private readonly rules: UploadRules;
  /** The chunk that is being filled, and how far it is. */
  private chunk = new Uint8Array(0);
  private filled = 0;
  /** The chunks that may have to be sent; the first has the number {@link UploadRules.first}. */
  private data: Uint8Array[] = [];
  private first = 0;
  /** What was sent and is not settled, the oldest first, and how chunks have failed by their numbers. */
  private flight: Sent[] = [];
  private errors = new Map<number, NatsError>();
  private isOver = false;

  constructor(
    private readonly to: Destination,
    private readonly chunkSize: number,
  ) {
    this.hash = to.rules.hash();
    this.rules = to.rules.upload(chunkSize);
  }

  /** Takes data; it may be changed once this has resolved. Rejects if a chunk cannot be stored. */
  async write(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length; ) {
      const end = Math.min(data.length, at + this.chunkSize - this.filled);
      this.fill(data.subarray(at, end));
      at = end;
      if (this.filled === this.chunkSize) {
        this.cut();
        await this.send(() => this.rules.hasUnsent);
      }
    }
  }

  /** Resolves with the digest once everything is stored. */
  async finish(): Promise<string> {
    if (this.filled > 0) {
      this.cut();
    }
    await this.send(() => true);
    return this.hash.finish().digest;
  }

  /** Nothing more comes. Resolves once nothing is on its way. */
  async end(): Promise<void> {
    this.hash.drop();
    await Promise.all(this.flight.map(({ outcome }) => outcome));
    if (!this.isOver) {
      this.isOver = true;
      this.rules.drop();
    }
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
    this.data.push(chunk);
    this.rules.add();
  }

  /** Does what the rules say, for as long as `isWanted` says, or until all is stored. */
  private async send(isWanted: () => boolean): Promise<void> {
    while (isWanted()) {
      const { kind, number } = this.rules.step();
      switch (kind) {
        case UploadStep.Idle:
          return;
        case UploadStep.Send:
          this.flight.push({ chunk: number, outcome: this.publish(this.data[number - this.first]!) });
          break;
        case UploadStep.Wait:
          await this.settleOldest();
          break;
        case UploadStep.Ask:
          this.rules.found(await this.lastStored());
          break;
        case UploadStep.Delete:
          await this.erase(number);
          break;
        case UploadStep.Pause:
          this.errors.clear();
          await delay(number);
          break;
        case UploadStep.Fail:
          throw this.errors.get(number);
      }
    }
  }

  private async publish(chunk: Uint8Array): Promise<{ seq: number } | { error: NatsError }> {
    const { js, subject, timeout } = this.to;
    try {
      return { seq: (await publish(js, subject, chunk, { timeout })).seq };
    } catch (err) {
      return { error: err as NatsError };
    }
  }

  private async settleOldest(): Promise<void> {
    const { chunk, outcome } = this.flight[0]!;
    const result = await outcome;
    this.flight.shift();
    if ("error" in result) {
      this.errors.set(chunk, result.error);
      this.rules.failed(chunk, result.error);
      return;
    }
    this.rules.stored(chunk, result.seq);
    const { first } = this.rules;
    this.data.splice(0, first - this.first);
    this.first = first;
  }

  /** Resolves with the sequence of the last message of the subject, by the stream's leader; 0 if there is none. */
  private async lastStored(): Promise<number> {
    const { jsm, rules, stream, subject } = this.to;
    try {
      return (await repeat(rules, () => jsm.streams.getMessage(stream, { last_by_subj: subject }))).seq;
    } catch (err) {
      if ((err as NatsError).code === NOT_FOUND) {
        return 0;
      }
      throw this.cause(err);
    }
  }

  /** Deletes a message. Who is refused may have been heard before. */
  private async erase(seq: number): Promise<void> {
    const { jsm, rules, stream } = this.to;
    await repeat(rules, () => jsm.streams.deleteMessage(stream, seq, false)).catch((err: NatsError) => {
      if (!err.api_error) {
        throw this.cause(err);
      }
      this.rules.notDeleted();
    });
  }

  /** Returns how the first chunk has failed: `err` has only come of that. */
  private cause(err: unknown): unknown {
    return this.errors.get(this.first) ?? err;
  }
}
