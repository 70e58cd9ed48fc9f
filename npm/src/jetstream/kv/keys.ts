/** Keys as the program has them, and as they are stored. */
import { invalid } from "../../checks.js";
import { same } from "../kv_codecs.js";
import type { KvCodec } from "../types/kv.js";
import type { Keyspace, KvRules } from "./rules.js";

export class Keys {
  constructor(
    private readonly rules: KvRules,
    private readonly codec: KvCodec<string>,
    readonly space: Keyspace,
  ) {}

  /**
   * Returns the subject of a key in the bucket's stream.
   *
   * @throws NatsError if it is not fit
   */
  readSubject(key: string): string {
    return this.space.read + this.storedKey(key);
  }

  /**
   * Returns the subject to which values of a key are published.
   *
   * @throws NatsError if it is not fit
   */
  writeSubject(key: string): string {
    return this.space.write + this.storedKey(key);
  }

  /** Returns the key that a subject of the bucket's stream is. */
  keyOf(subject: string): string {
    const stored = subject.slice(this.space.read.length);
    return this.codec.decode === same ? stored : this.eachPart(stored, (part) => this.codec.decode(part));
  }

  /**
   * Returns a filter as it is stored. A key is one, too.
   *
   * @throws NatsError if it is not fit
   */
  storedFilter(filter: string): string {
    const stored = this.stored(filter);
    if (this.rules.kind(stored) === undefined) {
      throw invalid(`invalid key: ${filter}`);
    }
    return stored;
  }

  /**
   * Returns whether `key` may stand for several keys.
   *
   * @throws NatsError if it is not fit
   */
  hasWildcards(key: string): boolean {
    return this.rules.kind(this.storedFilter(key)) === "filter";
  }

  private storedKey(key: string): string {
    const stored = this.stored(key);
    if (this.rules.kind(stored) !== "key") {
      throw invalid(`invalid key: ${key}`);
    }
    return stored;
  }

  private stored(key: string): string {
    return this.eachPart(`${key}`, (part) => this.codec.encode(part));
  }

  /** Wildcards stay what they are. */
  private eachPart(key: string, turn: (part: string) => string): string {
    const parts = key.split(".");
    return parts.map((part) => (part === "*" || part === ">" ? part : turn(part))).join(".");
  }
}
