/** Message headers. Source: ADR-4 and the `nats.ws` 1.30.3 API. */
import { ErrorCode, NatsError } from "./errors.js";
import { Match } from "./events.js";
import {
  addField,
  allFields,
  allValues,
  badCharacter,
  encodeBlock,
  firstValue,
  hasField,
  LINE_BREAK,
  MAX_CODE,
  parseStatus,
  trimBlanks,
  VERSION,
} from "./header_bytes.js";
import type { MsgHdrs } from "./types/messages.js";

/**
 * New headers.
 *
 * @param code - a status; needs a `description`, as a description needs a status
 * @throws Error if only one of the two is given
 */
export function headers(code = 0, description = ""): MsgHdrs {
  if ((code === 0 && description !== "") || (code > 0 && description === "")) {
    throw new Error("setting status requires both code and description");
  }
  return new MsgHdrsImpl(code, description);
}

/**
 * `k` in canonical MIME form: the first letter and each letter after a dash in upper case, all others in lower case.
 *
 * @throws NatsError with {@link ErrorCode.BadHeader} if `k` has a colon, a blank, or anything but printable ASCII
 */
export function canonicalMIMEHeaderKey(k: string): string {
  checkCharacters(k);
  let key = "";
  let upper = true;
  for (const c of k) {
    key += upper ? c.toUpperCase() : c.toLowerCase();
    upper = c === "-";
  }
  return key;
}

/**
 * The headers of a message: names, each with one or more values, and a status that servers use.
 *
 * Headers of a received message keep the message's bytes and look single names up in there; the map of all names is
 * made when something needs it. The encoded form is kept for as long as nothing can have changed it, because programs
 * publish many messages with the same headers.
 */
export class MsgHdrsImpl implements MsgHdrs {
  /** The block these headers were received as, while {@link map} is not made. */
  private block: Uint8Array | null = null;
  private start = 0;
  private end = 0;
  private lookups = 0;
  private map: Map<string, string[]> | null = null;
  /** Whether somebody else may hold the map or its arrays, and change them behind our back. */
  private exposed = false;
  /** Whether there may be what {@link append} would refuse: these headers were received. */
  private received = false;
  private encoded: Uint8Array | null = null;
  private statusRead = true;
  private statusCode: number;
  private statusText: string;

  constructor(code = 0, description = "") {
    this.statusCode = code;
    this.statusText = description;
  }

  /**
   * Headers over `bytes[start..end)`, which must not change afterwards. Nothing is copied or checked: no server checks
   * what publishers send, and what could not be sent on is refused by {@link encode}.
   *
   * @internal
   */
  static fromBytes(bytes: Uint8Array, start: number, end: number): MsgHdrsImpl {
    const mh = new MsgHdrsImpl();
    mh.statusRead = false;
    mh.received = true;
    mh.block = bytes;
    mh.start = start;
    mh.end = end;
    return mh;
  }

  /**
   * The headers that the block `a` holds, which is read leniently: a line without a colon is skipped, and a status that does
   * not begin with a number is none. Names and values stay as they are, and {@link encode} refuses those that could not be
   * sent on.
   */
  static decode(a: Uint8Array): MsgHdrsImpl {
    const mh = MsgHdrsImpl.fromBytes(a, 0, a.length);
    mh.readStatus();
    mh.all();
    return mh;
  }

  /** Headers that share the arrays of `r`. They are checked when they are encoded. */
  static fromRecord(r: Record<string, string[]>): MsgHdrs {
    const mh = new MsgHdrsImpl();
    for (const k in r) {
      mh.headers.set(k, r[k]!);
    }
    return mh;
  }

  /**
   * `k` without the ASCII blanks around it.
   *
   * @throws NatsError with {@link ErrorCode.BadHeader} if it has a line break
   */
  static validHeaderValue(k: string): string {
    if (LINE_BREAK.test(k)) {
      throw new NatsError("invalid header value - \\r and \\n are not allowed.", ErrorCode.BadHeader);
    }
    return trimBlanks(k);
  }

  /** All names and values. What is changed through this map is sent. */
  get headers(): Map<string, string[]> {
    this.expose();
    return this.all();
  }

  set headers(map: Map<string, string[]>) {
    this.all();
    this.map = map;
    this.expose();
  }

  /** Names and their values, as they were set. */
  [Symbol.iterator](): MapIterator<[string, string[]]> {
    return this.headers.entries();
  }

  /** The number of names. */
  size(): number {
    return this.all().size;
  }

  /** Whether names, values (in any order) and status code are the same. */
  equals(mh: MsgHdrsImpl): boolean {
    if (!mh || this.size() !== mh.size() || this._code !== mh._code) {
      return false;
    }
    for (const [k, v] of this.all()) {
      const a = [...v].sort();
      const b = mh.values(k).sort();
      if (a.length !== b.length || a.some((x, i) => x !== b[i])) {
        return false;
      }
    }
    return true;
  }

  /** The block as text; empty if there is neither a header nor a status. */
  toString(): string {
    const map = this.all();
    if (map.size === 0 && this._code === 0) {
      return "";
    }
    let s = VERSION;
    if (this._code > 0) {
      s += ` ${this._code}`;
      if (this._description !== "") {
        s += ` ${this._description}`;
      }
    }
    for (const [k, values] of map) {
      for (const v of values) {
        s += `\r\n${k}: ${v}`;
      }
    }
    return `${s}\r\n\r\n`;
  }

  /**
   * The block as bytes, the caller's own.
   *
   * @throws NatsError with {@link ErrorCode.BadHeader} if something that was received, or put in past {@link set} and
   * {@link append}, is not fit to be sent
   */
  encode(): Uint8Array {
    return this.encodeShared().slice();
  }

  /**
   * What {@link encode} gives, but the very bytes kept here: for reading at once, not for keeping.
   *
   * @internal
   */
  encodeShared(): Uint8Array {
    if (this.encoded !== null) {
      return this.encoded;
    }
    if (this.exposed || this.received) {
      this.checkAll();
    }
    this.checkStatus();
    const bytes = encodeBlock(this.toString());
    if (!this.exposed) {
      this.encoded = bytes;
    }
    return bytes;
  }

  /** The names, in the order in which they were first set. */
  keys(): string[] {
    return [...this.all().keys()];
  }

  /** The names that match `k`. */
  findKeys(k: string, match: Match = Match.Exact): string[] {
    const map = this.all();
    if (match === Match.Exact) {
      return map.has(k) ? [k] : [];
    }
    if (match === Match.CanonicalMIME) {
      const key = canonicalMIMEHeaderKey(k);
      return map.has(key) ? [key] : [];
    }
    const key = k.toLowerCase();
    return this.keys().filter((v) => v.toLowerCase() === key);
  }

  /** The first value of `k`, or an empty string. */
  get(k: string, match: Match = Match.Exact): string {
    if (match === Match.Exact && this.scannable(k)) {
      return firstValue(this.block!, this.start, this.end, k);
    }
    const v = this.valuesOfFirst(k, match);
    return (Array.isArray(v) ? v[0] : v) || "";
  }

  /** The last value of `k`, or an empty string. */
  last(k: string, match: Match = Match.Exact): string {
    if (match === Match.Exact && this.scannable(k)) {
      return allValues(this.block!, this.start, this.end, k).pop() ?? "";
    }
    const v = this.valuesOfFirst(k, match);
    return (Array.isArray(v) ? v[v.length - 1] : v) || "";
  }

  /** Whether there is a header `k`. */
  has(k: string, match: Match = Match.Exact): boolean {
    if (match === Match.Exact && this.scannable(k)) {
      return hasField(this.block!, this.start, this.end, k);
    }
    return this.findKeys(k, match).length > 0;
  }

  /**
   * Makes `v` the only value of `k`.
   *
   * @throws NatsError with {@link ErrorCode.BadHeader} if `k` is not a name or `v` has a line break
   */
  set(k: string, v: string, match: Match = Match.Exact): void {
    this.delete(k, match);
    this.append(k, v, match);
  }

  /**
   * Adds `v` to the values of `k`.
   *
   * @throws NatsError with {@link ErrorCode.BadHeader} if `k` is not a name or `v` has a line break
   */
  append(k: string, v: string, match: Match = Match.Exact): void {
    checkKey(k);
    let key = k;
    if (match === Match.CanonicalMIME) {
      key = canonicalMIMEHeaderKey(k);
    } else {
      key = match === Match.Exact ? k : (this.findKeys(k, match)[0] ?? k);
    }
    const value = MsgHdrsImpl.validHeaderValue(v);
    addField(this.all(), key, value);
    this.encoded = null;
  }

  /** All values of all names that match `k`. */
  values(k: string, match: Match = Match.Exact): string[] {
    if (match === Match.Exact && this.scannable(k)) {
      return allValues(this.block!, this.start, this.end, k);
    }
    const all: string[] = [];
    for (const key of this.findKeys(k, match)) {
      all.push(...(this.all().get(key) ?? []));
    }
    return all;
  }

  /** Removes all names that match `k`. */
  delete(k: string, match: Match = Match.Exact): void {
    for (const key of this.findKeys(k, match)) {
      this.all().delete(key);
    }
    this.encoded = null;
  }

  /** Whether the status is an error: 300 and above. */
  get hasError(): boolean {
    return this._code >= 300;
  }

  /** Status code and description as one text. */
  get status(): string {
    return `${this._code} ${this._description}`.trim();
  }

  /** The status code; 0 if there is none. */
  get code(): number {
    return this._code;
  }

  /** The words that go with the status. */
  get description(): string {
    return this._description;
  }

  /** A copy as a plain object. */
  toRecord(): Record<string, string[]> {
    const r: Record<string, string[]> = {};
    for (const k of this.keys()) {
      r[k] = this.values(k);
    }
    return r;
  }

  get _code(): number {
    this.readStatus();
    return this.statusCode;
  }

  set _code(code: number) {
    this.readStatus();
    this.statusCode = code;
    this.encoded = null;
  }

  get _description(): string {
    this.readStatus();
    return this.statusText;
  }

  set _description(description: string) {
    this.readStatus();
    this.statusText = description;
    this.encoded = null;
  }

  /**
   * Whether a lookup of `k` should go through the received bytes: they are there, and have not been searched often, and the
   * bytes of `k` are its characters.
   */
  private scannable(k: string): boolean {
    return this.block !== null && ++this.lookups <= MAX_LOOKUPS && badCharacter(k) === -1;
  }

  private valuesOfFirst(k: string, match: Match): string[] | string | undefined {
    const key = this.findKeys(k, match)[0];
    return key === undefined ? undefined : this.all().get(key);
  }

  /** The map of all headers, read from the received bytes if that has not happened. */
  private all(): Map<string, string[]> {
    if (this.map === null) {
      this.map = this.block === null ? new Map() : allFields(this.block, this.start, this.end);
      this.readStatus();
      this.block = null;
    }
    return this.map;
  }

  private readStatus(): void {
    if (this.statusRead) {
      return;
    }
    this.statusRead = true;
    const status = parseStatus(this.block!, this.start, this.end);
    if (status !== null) {
      [this.statusCode, this.statusText] = status;
    }
  }

  private expose(): void {
    this.exposed = true;
    this.encoded = null;
  }

  /** Refuses what {@link set} would have refused. */
  private checkAll(): void {
    for (const [k, values] of this.all()) {
      checkKey(k);
      for (const v of values) {
        MsgHdrsImpl.validHeaderValue(v);
      }
    }
  }

  private checkStatus(): void {
    if (this._code > MAX_CODE) {
      throw new NatsError(`the status ${this._code} is more than ${MAX_CODE}`, ErrorCode.BadHeader);
    }
    if (LINE_BREAK.test(this._description)) {
      throw new NatsError("a status cannot have line breaks", ErrorCode.BadHeader);
    }
  }
}

function checkKey(k: string): void {
  if (k === "") {
    throw new NatsError("a header key cannot be empty", ErrorCode.BadHeader);
  }
  checkCharacters(k);
}

function checkCharacters(k: string): void {
  const at = badCharacter(k);
  if (at !== -1) {
    throw new NatsError(`'${k[at]}' is not a valid character for a header key`, ErrorCode.BadHeader);
  }
}

/** Lookups in the bytes before the map is worth making. */
const MAX_LOOKUPS = 8;
