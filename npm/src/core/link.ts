/**
 * One socket: opened for one dial of the core, and closed when the core says so or the platform does. Whatever happens
 * after its end is not reported.
 */
import { decoder, encoder } from "../text.js";
import type { ConnectionOptions, WebSocketLike } from "../types.js";

/** Who is told what the socket does. */
export interface LinkHost {
  linkOpened(link: Link): void;
  linkReceived(link: Link, frame: Uint8Array): void;
  linkClosed(link: Link, why: string): void;
}

/** A WebSocket from before it is made to after it is closed. */
export class Link {
  private socket: WebSocketLike | null = null;
  private over = false;
  /** Whether the socket copies what it is given before `send` returns. Only a browser's own is known to. */
  copies = false;

  constructor(
    private readonly host: LinkHost,
    /** The core's number for this dial. */
    readonly dial: number,
    private readonly url: string,
    private readonly options: ConnectionOptions,
  ) {}

  /** Makes the socket. Never rejects: what goes wrong is reported as the link's end. */
  async open(): Promise<void> {
    try {
      const socket = await this.make();
      if (this.over) {
        silence(socket);
        socket.close();
        return;
      }
      this.attach(socket);
    } catch (err) {
      this.end(describe(err, this.url));
    }
  }

  /** Bytes that the socket holds. */
  get buffered(): number {
    return this.socket?.bufferedAmount ?? 0;
  }

  /** Hands `bytes` to the platform. A link that is over takes them and does nothing: the core keeps what counts. */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.socket === null) {
      return;
    }
    if (this.options.debug) {
      console.info(`< ${render(bytes)}`);
    }
    try {
      this.socket.send(bytes);
    } catch (err) {
      this.end(describe(err, this.url));
    }
  }

  /** Closes the socket; resolves once what was sent has left, or will not leave. */
  close(): Promise<void> {
    this.over = true;
    const { socket } = this;
    this.socket = null;
    if (socket === null) {
      return Promise.resolve();
    }
    silence(socket);
    const waits = socket.bufferedAmount > 0 && socket.readyState === OPEN;
    const left = waits ? departure(socket) : Promise.resolve();
    try {
      socket.close(NORMAL);
    } catch {
      // A socket that cannot be closed is closed.
    }
    return left;
  }

  private async make(): Promise<WebSocketLike> {
    const { wsFactory } = this.options;
    if (wsFactory !== undefined) {
      const { socket } = (await wsFactory(this.url, this.options)) ?? {};
      if (typeof socket?.send !== "function") {
        throw new Error("wsFactory should give a socket, as { socket, encrypted }");
      }
      return socket;
    }
    const { WebSocket } = globalThis;
    if (typeof WebSocket === "function") {
      this.copies = isBrowserSocket(WebSocket);
      return new WebSocket(this.url);
    }
    const Ws = await fromNode("ws");
    return new Ws(this.url);
  }

  private attach(socket: WebSocketLike): void {
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.host.linkOpened(this);
    socket.onmessage = (event: { data: Frame }) => {
      if (this.options.debug) {
        console.info(`> ${render(event.data)}`);
      }
      this.host.linkReceived(this, toBytes(event.data));
    };
    // Some sockets report an error and never a close.
    socket.onerror = (event: { message?: string; error?: unknown }) => this.end(describe(event, this.url));
    socket.onclose = (event: { code?: number; reason?: string }) => this.end(event.reason || `closed (${event.code})`);
    if (socket.readyState === OPEN) {
      this.host.linkOpened(this);
    }
  }

  private end(why: string): void {
    if (!this.over) {
      void this.close();
      this.host.linkClosed(this, why);
    }
  }
}

/** What sockets deliver: what they are asked for, what some shims deliver instead, and text. */
type Frame = ArrayBuffer | ArrayBufferView<ArrayBuffer> | string;

/** A socket's `readyState` when it is open. */
const OPEN = 1;
/** The close code of an end that was meant. */
const NORMAL = 1000;
/** How long a closing socket may take to send what it holds, in milliseconds. */
const DEPARTURE = 2000;

function toBytes(frame: Frame): Uint8Array {
  if (frame instanceof ArrayBuffer) {
    return new Uint8Array(frame);
  }
  return typeof frame === "string"
    ? encoder.encode(frame)
    : new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
}

/** Takes the socket's handlers away. It keeps one for errors: some sockets throw where nobody listens. */
function silence(socket: WebSocketLike): void {
  socket.onopen = null;
  socket.onmessage = null;
  socket.onclose = null;
  socket.onerror = () => {};
}

function departure(socket: WebSocketLike): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, DEPARTURE);
    socket.onclose = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/**
 * Whether `socket` is a browser's own: then `send` copies at once, as the WebSocket standard demands. Other platforms have
 * some of a browser's names: workerd has `WorkerGlobalScope`, Deno `Window`.
 */
function isBrowserSocket(socket: unknown): boolean {
  const scope = globalThis as { document?: unknown; importScripts?: unknown };
  const inBrowser = typeof scope.document === "object" || typeof scope.importScripts === "function";
  return inBrowser && /\[native code\]/.test(Function.prototype.toString.call(socket));
}

/** `import()` at run time only: the build puts it in front of the bundle, with the words that keep bundlers from it. */
declare const natsWebImport: (name: string) => Promise<{ default: new (url: string) => WebSocketLike }>;

/** The class that an optional package of Node's ecosystem exports; bundlers are not to follow. */
async function fromNode(name: string): Promise<new (url: string) => WebSocketLike> {
  try {
    return (await natsWebImport(name)).default;
  } catch {
    throw new Error("no WebSocket here: use Node 22 or newer, install the package 'ws', or set globalThis.WebSocket");
  }
}

/**
 * What the platform says went wrong. Browsers say nothing; then at least where it did, without path and query. The scheme
 * is there because it may be the mistake: an address without one is dialled as `wss`.
 */
function describe(problem: unknown, url: string): string {
  const { message } = problem as { message?: string };
  const { protocol, host } = new URL(url);
  return message || `no WebSocket at ${protocol}//${host}`;
}

/** Bytes for the console, with visible line ends and without credentials. */
function render(data: Frame): string {
  const text = typeof data === "string" ? data : decoder.decode(data);
  return text
    .replace(/^CONNECT .*$/gm, "CONNECT {…}")
    .replace(/\r/g, "␍")
    .replace(/\n/g, "␊");
}
