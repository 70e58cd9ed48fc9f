// A real socket within one that does something of its own with what goes through it.

/** What a program that wraps sockets may do: `convert` frames that came, and `done` with what it delivered. */
export class WrappedSocket {
  onopen = null;
  onmessage = null;
  onerror = null;
  onclose = null;
  binaryType = "blob";

  /** A `wsFactory` that makes these. */
  static factory(habits) {
    return async (url) => ({ socket: new WrappedSocket(url, habits), encrypted: false });
  }

  constructor(url, { convert = (bytes) => bytes.buffer, done = () => {} }) {
    const inner = new WebSocket(url);
    this.inner = inner;
    inner.binaryType = "arraybuffer";
    inner.onopen = (event) => this.onopen?.(event);
    inner.onerror = (event) => this.onerror?.(event);
    inner.onclose = (event) => this.onclose?.(event);
    inner.onmessage = (event) => {
      const data = convert(new Uint8Array(event.data));
      this.onmessage?.({ data });
      done(data);
    };
  }

  get readyState() {
    return this.inner.readyState;
  }

  get bufferedAmount() {
    return this.inner.bufferedAmount;
  }

  send(data) {
    this.inner.send(data);
  }

  close(code, reason) {
    this.inner.close(code, reason);
  }
}
