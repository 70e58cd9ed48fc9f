/** The result of a {@link Bench} for one kind of work. Source: the `nats.ws` 1.30.3 API. */
export class Metric {
  /** Which work: `pub`, `sub`, `req`, `rep`, or `pubsub` and `reqrep` for both sides together. */
  name: string;
  /** Milliseconds that it took. */
  duration: number;
  /** When it was measured, in milliseconds since 1970. */
  date: number = Date.now();
  /** Bytes in the payload of each message. */
  payload = 0;
  /** How many messages there were. */
  msgs = 0;
  /** The client that was measured. */
  lang!: string;
  version!: string;
  /** Bytes of all headers and payloads. */
  bytes = 0;
  /** Whether all requests were under way at once. */
  asyncRequests?: boolean;
  min?: number;
  max?: number;

  constructor(name: string, duration: number) {
    this.name = name;
    this.duration = duration;
  }

  /** Returns a line to read. */
  toString(): string {
    const seconds = this.duration / 1000;
    const rate = `${Math.round(this.msgs / seconds)}`.replace(/\B(?=(\d{3})+$)/g, ",");
    const label = this.asyncRequests ? " [asyncRequests]" : "";
    const range = this.max ? `${this.min}/${this.max}` : "";
    const throughput = `${byteText(this.bytes / seconds)}/sec`;
    return `${this.name}${label} ${rate} msgs/sec - [${seconds.toFixed(2)} secs] ~ ${throughput} ${range}`;
  }

  /** Returns a line for tables, under {@link header}. */
  toCsv(): string {
    const { lang, version, msgs, payload, bytes, duration } = this;
    const date = new Date(this.date).toISOString();
    return `${[`"${this.name}"`, date, lang, version, msgs, payload, bytes, duration, !!this.asyncRequests].join(",")}\n`;
  }

  /** Returns the first line of a table. */
  static header(): string {
    return "Test,Date,Lang,Version,Count,MsgPayload,Bytes,Millis,Async\n";
  }
}

/** Returns a number of bytes as text, in the largest unit of which there is at least one. */
function byteText(bytes: number): string {
  let unit = 0;
  while (bytes >= 1024 && unit < UNITS.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return `${bytes.toFixed(2)} ${UNITS[unit]}`;
}

const UNITS = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];
