/**
 * One socket: opened for one dial of the core, or ahead of it, and closed when the core says so or the platform does.
 * Whatever happens after its end is not reported.
 */
import { decoder } from "../text.js";
import type { ConnectionOptions, WebSocketLike } from "../types.js";
import { Frames } from "./frames.js";

/** Who is told what the socket does. */
export interface LinkHost {
  linkOpened(link: Link): void;
  linkReceived(link: Link, frame: Uint8Array): void;
  /** It is over: `why` in words, and the error that they are of, if it was one. */
  linkClosed(link: Link, why: string, error: Error | undefined): void;
}

/** A WebSocket from before it is made to after it is closed. */
export class Link {
  private socket: WebSocketLike | null = null;
  private isOpen = false;
  private over = false;
  private readonly frames = new Frames(
    (bytes) => this.receive(bytes),
    (problem) => this.end(problem),
  );

  private host: LinkHost | undefined;
  /** What has happened before there was somebody to be told. */
  private early: (() => void)[] = [];
  /** The core's number for the dial that this is for. */
  dial = 0;

  constructor(
    readonly url: string,
    private readonly options: ConnectionOptions,
  ) {}

  /** From now on `host` is told what happens, and now what has happened. */
  serve(host: LinkHost, dial: number): void {
    this.host = host;
    this.dial = dial;
    const { early } = this;
    this.early = [];
    for (const report of early) {
      report();
    }
  }

  /** Makes the socket. Never rejects: what goes wrong is reported as the link's end. */
  async open(): Promise<void> {
    try {
      const { WebSocket } = globalThis;
      const { wsFactory } = this.options;
      const isPlatforms = wsFactory === undefined && typeof WebSocket === "function";
      // The platform's is asked for ArrayBuffers before anything else can happen: some that wrap it dial a moment later.
      this.attach(isPlatforms ? new WebSocket(this.url) : await this.make());
    } catch (err) {
      this.end(err);
    }
  }

  /** Bytes that the socket holds. */
  get buffered(): number {
    return this.socket?.bufferedAmount ?? 0;
  }

  /**
   * Hands `bytes` to the socket, which may keep them: nothing else refers to their memory, and there is nothing else in it.
   * A link that is over takes them and does nothing: the core keeps what counts.
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

  /** A socket of the user's making, or of the package `ws`. */
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
      silence(socket);
      socket.close();
      return;
    }
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.opened();
    socket.onmessage = (event: { data?: unknown } | undefined) => this.frames.deliver(event?.data);
    // Some sockets report an error and never a close.
    socket.onerror = (event: unknown) => this.frames.inTurn(() => this.end(event));
    socket.onclose = (event: { code?: number; reason?: string } | undefined) => {
      this.frames.inTurn(() => this.end(event?.reason || `closed (${event?.code})`));
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

  private receive(bytes: Uint8Array): void {
    const { host } = this;
    if (host === undefined) {
      this.early.push(() => this.receive(bytes));
    } else if (!this.over) {
      if (this.options.debug) {
        console.info(`> ${render(bytes)}`);
      }
      // Some sockets never say that they are open.
      this.opened();
      host.linkReceived(this, bytes);
    }
  }

  /** The end, and what it came of: an error, the event of one, or words. */
  private end(problem: unknown): void {
    const { host } = this;
    if (host === undefined) {
      this.early.push(() => this.end(problem));
    } else if (!this.over) {
      void this.close();
      host.linkClosed(this, describe(problem, this.url), errorOf(problem));
    }
  }
}

/** A socket's `readyState` when it is open. */
const OPEN = 1;
/** The close code of an end that was meant. */
const NORMAL = 1000;
/** How long a closing socket may take to send what it holds, in milliseconds. */
const DEPARTURE = 2000;

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
 * The class that an optional package of Node's ecosystem exports; bundlers are not to follow.
 *
 * @throws Error whose cause is what `import()` failed with
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
 * What the platform says went wrong. Browsers say nothing; then at least where it did, without path and query. The scheme
 * is there because it may be the mistake: an address without one is dialled as `wss`.
 */
function describe(problem: unknown, url: string): string {
  if (typeof problem === "string") {
    return problem;
  }
  const { protocol, host } = new URL(url);
  return `${(problem as { message?: unknown } | null | undefined)?.message || `no WebSocket at ${protocol}//${host}`}`;
}

/** The error that `problem` is, or is the event of. */
function errorOf(problem: unknown): Error | undefined {
  const { error = problem } = (problem ?? {}) as { error?: unknown };
  const { name, message } = (error ?? {}) as Partial<Error>;
  return typeof name === "string" && typeof message === "string" ? (error as Error) : undefined;
}

/** Bytes for the console, with visible line ends and without credentials. */
function render(bytes: Uint8Array): string {
  return decoder
    .decode(bytes)
    .replace(/^CONNECT .*$/gm, "CONNECT {…}")
    .replace(/\r/g, "␍")
    .replace(/\n/g, "␊");
}
