/**
 * One socket: opened for one dial of the core, or ahead of it, and closed when the core says so or the platform does.
 * Whatever happens after its end is not reported.
 */
import { isMemory, isShared, kindOf } from "../platform.js";
import { decoder, encoder } from "../text.js";
import type { ConnectionOptions, WebSocketLike } from "../types/options.js";
import { Turns } from "./turns.js";

/** The receiver of what a socket reports. */
export interface LinkHost {
  linkOpened(link: Link): void;
  linkReceived(link: Link, frame: Uint8Array): void;
  /** The link is over: `why` in words, and the error that caused it, if there was one. */
  linkClosed(link: Link, why: string, error: Error | undefined): void;
}

/** A WebSocket from before it is made to after it is closed. */
export class Link {
  private socket: WebSocketLike | null = null;
  private isOpen = false;
  private over = false;
  private readonly turns = new Turns((problem) => this.end(problem));

  private host: LinkHost | undefined;
  /** Reports that came before there was a host. */
  private early: (() => void)[] = [];
  /** The core's number for the dial that this is for. */
  dial = 0;

  constructor(
    readonly url: string,
    private readonly options: ConnectionOptions,
  ) {}

  /** Has all reports go to `host`, those that came before at once. */
  serve(host: LinkHost, dial: number): void {
    this.host = host;
    this.dial = dial;
    const { early } = this;
    this.early = [];
    for (const report of early) {
      report();
    }
  }

  /** Makes the socket. Never rejects: an error is reported as the link's end. */
  async open(): Promise<void> {
    try {
      const { WebSocket } = globalThis;
      const { wsFactory } = this.options;
      const isPlatforms = wsFactory === undefined && typeof WebSocket === "function";
      // The platform's is asked for ArrayBuffers before anything else can happen: some that wrap it dial a moment
      // later.
      this.attach(isPlatforms ? new WebSocket(this.url) : await this.make());
    } catch (err) {
      this.end(err);
    }
  }

  /** Returns how many bytes the socket holds. */
  get buffered(): number {
    return this.socket?.bufferedAmount ?? 0;
  }

  /**
   * Hands `bytes` to the socket, which may keep them: nothing else refers to their memory, and there is nothing else in
   * it. A link that is over ignores them: the core keeps what is to be sent again.
   */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.socket === null) {
      return;
    }
    if (this.options.debug) {
      console.info(`< ${render(bytes)}`);
    }
    try {
      this.socket.send(bytes.buffer);
    } catch (err) {
      this.end(err);
    }
  }

  /** Closes the socket; resolves once what was sent has left, or has not in so many milliseconds. */
  close(within: number): Promise<void> {
    this.over = true;
    const { socket } = this;
    this.socket = null;
    if (socket === null) {
      return Promise.resolve();
    }
    detachHandlers(socket);
    const waits = socket.bufferedAmount > 0 && socket.readyState === OPEN;
    const left = waits ? waitUntilSent(socket, within) : Promise.resolve();
    try {
      socket.close(NORMAL);
    } catch {
      // A socket that throws here is closed.
    }
    return left;
  }

  /** Returns a socket from the user's function, or of the package `ws`. */
  private async make(): Promise<WebSocketLike> {
    const { wsFactory } = this.options;
    if (wsFactory === undefined) {
      const Ws = await fromNode("ws");
      // The core has limits of its own, which follow those of the server.
      return new Ws(this.url, { maxPayload: 0 });
    }
    const { socket } = (await wsFactory(this.url, this.options)) ?? {};
    if (typeof socket?.send !== "function") {
      throw new Error("wsFactory should give a socket, as { socket, encrypted }");
    }
    return socket;
  }

  private attach(socket: WebSocketLike): void {
    if (this.over) {
      detachHandlers(socket);
      socket.close();
      return;
    }
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.opened();
    socket.onmessage = (event: { data?: unknown } | undefined) => this.take(event?.data);
    // Some sockets report an error and never a close.
    socket.onerror = (event: unknown) => this.turns.inTurn(() => this.end(event));
    socket.onclose = (event: { code?: number; reason?: string } | undefined) => {
      this.turns.inTurn(() => this.end(event?.reason || `closed (${event?.code})`));
    };
    if (socket.readyState === OPEN) {
      this.opened();
    }
  }

  private opened(): void {
    const { host } = this;
    if (host === undefined) {
      this.early.push(() => this.opened());
    } else if (!this.isOpen && !this.over) {
      this.isOpen = true;
      host.linkOpened(this);
    }
  }

  /** Takes a frame as the socket delivers it. */
  private take(data: unknown): void {
    const bytes = toBytes(data);
    if (bytes !== null && this.turns.areFree) {
      this.receive(bytes);
    } else if (bytes !== null) {
      this.turns.inTurn(() => this.receive(bytes));
    } else if (isBlob(data)) {
      this.turns.inTurn(async () => this.receive(new Uint8Array(await data.arrayBuffer())));
    } else {
      this.turns.inTurn(() => this.end(new Error(`the socket delivered ${kindOf(data)}, which is no frame`)));
    }
  }

  private receive(bytes: Uint8Array): void {
    const { host } = this;
    if (host === undefined) {
      this.early.push(() => this.receive(bytes));
    } else if (!this.over) {
      if (this.options.debug) {
        console.info(`> ${render(bytes)}`);
      }
      // Some sockets never report that they are open.
      this.opened();
      host.linkReceived(this, bytes);
    }
  }

  /** Reports the end and its cause: an error, the event of one, or words. */
  private end(problem: unknown): void {
    const { host } = this;
    if (host === undefined) {
      this.early.push(() => this.end(problem));
    } else if (!this.over) {
      void this.close(0);
      host.linkClosed(this, describe(problem, this.url), errorOf(problem));
    }
  }
}

/** A socket's `readyState` when it is open. */
const OPEN = 1;
/** The close code of an intended end. */
const NORMAL = 1000;

/**
 * Returns the bytes of a frame that can be had at once. Some shims deliver views where they are asked for ArrayBuffers,
 * and text.
 */
function toBytes(data: unknown): Uint8Array | null {
  if (typeof data === "string") {
    return encoder.encode(data);
  }
  if (!ArrayBuffer.isView(data)) {
    return isMemory(data) ? owned(new Uint8Array(data)) : null;
  }
  return owned(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** Returns `bytes`, or a copy if others may write to them: messages refer to their frame. */
function owned(bytes: Uint8Array): Uint8Array {
  return isShared(bytes.buffer) ? new Uint8Array(bytes) : bytes;
}

function isBlob(data: unknown): data is Blob {
  return typeof (data as Partial<Blob> | null | undefined)?.arrayBuffer === "function";
}

/** Removes the socket's handlers. It keeps one for errors: some sockets throw where nobody listens. */
function detachHandlers(socket: WebSocketLike): void {
  socket.onopen = null;
  socket.onmessage = null;
  socket.onclose = null;
  socket.onerror = () => {};
}

/** Resolves once the socket has closed, or in so many milliseconds. */
function waitUntilSent(socket: WebSocketLike, within: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, within);
    socket.onclose = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/**
 * Resolves with the class that an optional package of Node's ecosystem exports; bundlers are not to follow.
 *
 * @throws Error whose cause is the error of `import()`
 */
async function fromNode(name: string): Promise<new (url: string, options: object) => WebSocketLike> {
  try {
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)).default;
  } catch (cause) {
    const { code, message } = (cause ?? {}) as { code?: unknown; message?: string };
    const why =
      typeof code === "string" && code.endsWith("MODULE_NOT_FOUND")
        ? `use Node 22 or newer, install the package '${name}', or set globalThis.WebSocket`
        : `the package '${name}' cannot be loaded (${message ?? cause}); set globalThis.WebSocket`;
    throw new Error(`no WebSocket here: ${why}`, { cause });
  }
}

/**
 * Returns the platform's description of an error. Browsers have none; then it is the address, without path and query.
 * The scheme is there because it may be the mistake: an address without one is dialled as `wss`.
 */
function describe(problem: unknown, url: string): string {
  if (typeof problem === "string") {
    return problem;
  }
  const { protocol, host } = new URL(url);
  return `${(problem as { message?: unknown } | null | undefined)?.message || `no WebSocket at ${protocol}//${host}`}`;
}

/** Returns the error that `problem` is, or is the event of. */
function errorOf(problem: unknown): Error | undefined {
  const { error = problem } = (problem ?? {}) as { error?: unknown };
  const { name, message } = (error ?? {}) as Partial<Error>;
  return typeof name === "string" && typeof message === "string" ? (error as Error) : undefined;
}

/** Returns bytes as text for the console, with visible line ends and without credentials. */
function render(bytes: Uint8Array): string {
  return decoder
    .decode(bytes)
    .replace(/^CONNECT .*$/gm, "CONNECT {…}")
    .replace(/\r/g, "␍")
    .replace(/\n/g, "␊");
}
