/** Unique identifiers as NATS clients make them: 12 random characters, then 10 that count. Source: NUID. */

/**
 * A generator of identifiers: 22 characters of base 36. The first twelve come from the platform's secure random
 * numbers; the last ten start at random and grow by a random step, and when they run out, everything is drawn anew.
 */
export class Nuid {
  buf: Uint8Array;
  seq: number;
  inc: number;
  inited: boolean;

  constructor() {
    this.buf = new Uint8Array(PREFIX_LENGTH + SEQUENCE_LENGTH);
    this.seq = 0;
    this.inc = 0;
    this.inited = false;
  }

  /** Returns the next identifier. */
  next(): string {
    if (!this.inited) {
      this.reset();
    }
    this.seq += this.inc;
    if (this.seq >= MAX_SEQUENCE) {
      this.drawPrefix();
      this.drawSequence();
    }
    this.writeSequence();
    return String.fromCharCode.apply(null, this.buf as unknown as number[]);
  }

  /** Draws prefix, sequence and step anew. */
  reset(): void {
    this.inited = true;
    this.drawPrefix();
    this.drawSequence();
    this.writeSequence();
  }

  private drawSequence(): void {
    this.seq = Math.floor(Math.random() * MAX_SEQUENCE);
    this.inc = Math.floor(MIN_STEP + Math.random() * (MAX_STEP - MIN_STEP));
  }

  private drawPrefix(): void {
    let filled = 0;
    const random = new Uint8Array(2 * PREFIX_LENGTH);
    while (filled < PREFIX_LENGTH) {
      crypto.getRandomValues(random);
      for (let i = 0; i < random.length && filled < PREFIX_LENGTH; i++) {
        // 252 is the largest multiple of 36 in a byte: taking more would favour the first digits.
        if (random[i]! < 252) {
          this.buf[filled++] = DIGITS.charCodeAt(random[i]! % DIGITS.length);
        }
      }
    }
  }

  private writeSequence(): void {
    let rest = this.seq;
    for (let i = this.buf.length - 1; i >= PREFIX_LENGTH; i--) {
      this.buf[i] = DIGITS.charCodeAt(rest % DIGITS.length);
      rest = Math.floor(rest / DIGITS.length);
    }
  }
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PREFIX_LENGTH = 12;
const SEQUENCE_LENGTH = 10;
/** 36 to the power of ten: the first number that ten digits cannot hold. */
const MAX_SEQUENCE = 3_656_158_440_062_976;
const MIN_STEP = 33;
const MAX_STEP = 333;

/** The generator that inboxes draw from. */
export const nuid: Nuid = /* @__PURE__ */ new Nuid();
