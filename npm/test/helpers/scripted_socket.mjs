// A WebSocket that plays a server from memory, so that a test decides what happens and when. It keeps what it was given
// to send, as sockets do that read a buffer only later.
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const INFO = `INFO ${JSON.stringify({
  server_id: "SCRIPT",
  server_name: "script",
  version: "2.12.0",
  go: "go1.25",
  host: "127.0.0.1",
  port: 4222,
  proto: 1,
  headers: true,
  max_payload: 8 << 20,
  client_id: 1,
})}\r\n`;

export class ScriptedSocket {
  binaryType = "blob";
  readyState = 0;
  bufferedAmount = 0;
  onopen = null;
  onmessage = null;
  onerror = null;
  onclose = null;
  /** What was sent: the very buffer, and a copy made at that moment. */
  sent = [];
  /** Whether `close()` was called. */
  closing = false;
  /** Set to keep quiet about PINGs. */
  mute = false;

  /** A `wsFactory` that makes these; the sockets made are in `sockets`. */
  static factory({ open = true } = {}) {
    const sockets = [];
    const make = async () => {
      const socket = new ScriptedSocket();
      sockets.push(socket);
      if (open) {
        setImmediate(() => socket.open());
      }
      return { socket, encrypted: false };
    };
    return { make, sockets };
  }

  open() {
    this.readyState = 1;
    this.onopen?.({});
    this.say(INFO);
  }

  /** Lets the server say `text`. */
  say(text) {
    this.deliver(encoder.encode(text));
  }

  /** Delivers bytes as one frame. */
  deliver(bytes) {
    this.onmessage?.({ data: bytes.slice().buffer });
  }

  send(data) {
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
    this.sent.push({ bytes, copy: bytes.slice() });
    const pings = bytes.length < 10_000 ? (decoder.decode(bytes).match(/PING\r\n/g) ?? []).length : 0;
    if (pings > 0 && !this.mute) {
      setImmediate(() => this.say("PONG\r\n".repeat(pings)));
    }
  }

  /** All that was sent, as text. */
  get words() {
    return this.sent.map((s) => decoder.decode(s.copy)).join("");
  }

  close() {
    this.closing = true;
  }

  /** Ends the link as the other side would. */
  hangUp(code = 1006, reason = "") {
    this.readyState = 3;
    this.onclose?.({ code, reason, wasClean: code === 1000 });
  }

  /** Reports an error and nothing more. */
  fail(message) {
    this.onerror?.({ message, error: new Error(message) });
  }
}
