/**
 * A WebSocket whose server is a script: it plays frames from memory and answers what a client needs answered, so that
 * what is measured is the client alone. It copies nothing that is sent and looks at no more bytes than it must.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const INFO = encoder.encode(
  'INFO {"server_id":"X","server_name":"X","version":"2.12.0","proto":1,"go":"go1.25","host":"0.0.0.0",' +
    '"port":4222,"headers":true,"max_payload":8388608,"client_id":7}\r\n',
);
const PONG = encoder.encode("PONG\r\n");
const PING = "PING\r\n";

/** From here on a send is taken for a batch of publishes: only its end is read, for a PING. */
const BATCH = 4096;

export class ScriptedSocket {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSING = 2;
  static CLOSED = 3;
  /** The socket made last: the one of the client that has just connected. */
  static last = null;

  readyState = ScriptedSocket.CONNECTING;
  bufferedAmount = 0;
  binaryType = "blob";
  /** Subscriptions seen, each `{ subject, sid }`, in order. */
  subscriptions = [];
  sends = 0;
  sentBytes = 0;
  /** Set to answer requests: gets the text of each send, returns the bytes to play in return, or nothing. */
  responder = undefined;
  #listeners = new Map();

  constructor(url) {
    this.url = url;
    ScriptedSocket.last = this;
    setTimeout(() => {
      this.readyState = ScriptedSocket.OPEN;
      this.#emit("open", {});
      this.play(INFO);
    }, 0);
  }

  addEventListener(type, listener) {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  removeEventListener(type, listener) {
    const kept = (this.#listeners.get(type) ?? []).filter((other) => other !== listener);
    this.#listeners.set(type, kept);
  }

  /** Delivers a frame: in an ArrayBuffer of its own, as a real socket does. */
  play(bytes) {
    const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    this.#emit("message", { data });
  }

  send(data) {
    const bytes = view(data);
    this.sends += 1;
    this.sentBytes += bytes.length;
    if (this.responder !== undefined) this.#respond(bytes);
    else if (bytes.length < BATCH) this.#read(decoder.decode(bytes));
    else if (decoder.decode(bytes.subarray(-PING.length)) === PING) this.#pong(1);
  }

  close() {
    this.readyState = ScriptedSocket.CLOSED;
    setTimeout(() => this.#emit("close", { code: 1000, reason: "", wasClean: true }), 0);
  }

  #respond(bytes) {
    const text = decoder.decode(bytes);
    if (text.includes(PING)) this.#read(text);
    const reply = this.responder(text);
    if (reply !== undefined) setImmediate(() => this.play(reply));
  }

  #read(text) {
    for (const found of text.matchAll(/(?:^|\r\n)SUB (\S+) (?:(\S+) )?(\S+)(?=\r\n)/g)) {
      this.subscriptions.push({ subject: found[1], sid: found[3] });
    }
    this.#pong((text.match(/(?:^|\r\n)PING\r\n/g) ?? []).length);
  }

  #pong(count) {
    if (count === 0) return;
    setTimeout(() => {
      for (let left = count; left > 0; left--) this.play(PONG);
    }, 0);
  }

  #emit(type, event) {
    this[`on${type}`]?.(event);
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
}

function view(data) {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return encoder.encode(String(data));
}
