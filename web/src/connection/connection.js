// @ts-check
/**
 * The one connection of the page, as the panels see it: a state, the client once it is there, and a log of what
 * happens to it. It draws nothing. Credentials pass through `open` into the client and are kept nowhere else.
 */
import { connect } from "nats-web";
import { describeError } from "../lib/errors.js";
import { addressList, publicAddress } from "./address.js";
import { authenticationOptions } from "./authentication.js";

/**
 * @typedef {"idle" | "connecting" | "connected" | "reconnecting"} ConnectionState
 * @typedef {import("nats-web").NatsConnection} NatsConnection
 * @typedef {{ user?: string, pass?: string, token?: string, seed?: string, creds?: string }} Credentials `seed` of an nkey,
 *   `creds` the text of a credentials file
 * @typedef {"info" | "good" | "warn" | "bad"} Level
 * @typedef {{ level: Level, text: string, key?: string }} LogEntry entries in a row with the same `key` are one entry that changes
 */

/**
 * Emits `state` whenever `state`, `client`, `attempts` or the server changes, `opened` once `open` has succeeded, and
 * `log` (a `CustomEvent<LogEntry>`).
 */
export class Connection extends EventTarget {
  /** @type {ConnectionState} */
  state = "idle";
  /** @type {NatsConnection | null} the client, from the first INFO until it is closed for good */
  client = null;
  /** The address being used, without anything secret. */
  address = "";
  /** The id of the saved connection being used, or an empty string. */
  savedId = "";
  /** Attempts to reconnect since the link was lost. */
  attempts = 0;

  /** How often what was not permitted, by operation and subject. @type {Map<string, number>} */
  #denials = new Map();
  // Each `open` and `close` begins a new generation; what arrives from an older one is dropped.
  #generation = 0;

  /**
   * Connects, closing what was open before. The client reconnects by itself, without limit, until `close()`.
   *
   * @param {string} address or several, separated by commas or blanks
   * @param {Credentials} credentials
   * @param {string} [savedId] of the saved connection that they are from
   * @returns {Promise<boolean>} `false` when `close()` or another `open` came between
   * @throws what the client rejects with
   */
  async open(address, credentials, savedId = "") {
    await this.close();
    const generation = ++this.#generation;
    this.address = publicAddress(address);
    this.savedId = savedId;
    this.#denials.clear();
    this.#enter("connecting");
    this.log("info", `Connecting to ${this.address}`);
    try {
      const client = await connect({
        servers: addressList(address),
        name: "nats-web console",
        maxReconnectAttempts: -1,
        timeout: CONNECT_TIMEOUT,
        ...authenticationOptions(credentials),
      });
      if (generation !== this.#generation) {
        await client.close();
        return false;
      }
      this.client = client;
      this.#watch(client, generation);
      this.#watchClose(client, generation);
      this.#enter("connected");
      this.log("good", `Connected to ${this.serverLabel()}`);
      this.dispatchEvent(new Event("opened"));
      return true;
    } catch (error) {
      if (generation !== this.#generation) return false;
      this.#enter("idle");
      this.log("bad", describeError(error, { address: this.address, timeout: CONNECT_TIMEOUT }));
      throw error;
    }
  }

  /** Closes the connection, or gives up a connect under way. Does nothing when there is neither. */
  async close() {
    if (this.state === "idle") return;
    this.#generation += 1;
    const client = this.client;
    this.client = null;
    this.#enter("idle");
    this.log("info", client ? "Disconnected" : "Gave up connecting");
    await client?.close().catch(() => {});
  }

  /**
   * Tells the event list something.
   *
   * @param {Level} level
   * @param {string} text
   * @param {string} [key]
   */
  log(level, text, key) {
    /** @type {LogEntry} */
    const detail = { level, text, key };
    this.dispatchEvent(new CustomEvent("log", { detail }));
  }

  /** The server in use as a label: its name where it has a telling one, and its address. */
  serverLabel() {
    const server = this.client?.getServer();
    const name = this.client?.info?.server_name;
    const shown = server ? publicAddress(server) : this.address;
    return name && name !== this.client?.info?.server_id ? `${name} (${shown})` : shown;
  }

  /** @param {NatsConnection} client @param {number} generation */
  async #watch(client, generation) {
    for await (const status of client.status()) {
      if (generation !== this.#generation) return;
      switch (status.type) {
        case "disconnect":
          this.attempts = 0;
          this.#enter("reconnecting");
          this.log("warn", `Lost the connection to ${publicAddress(String(status.data))}`);
          break;
        case "reconnecting":
          this.attempts += 1;
          this.#enter("reconnecting");
          this.log("warn", `Trying to reconnect, attempt ${this.attempts}`, "reconnecting");
          break;
        case "reconnect":
          this.#enter("connected");
          this.log("good", `Reconnected to ${this.serverLabel()}`);
          break;
        case "ldm":
          this.log("warn", "The server is about to shut down (lame duck mode)");
          break;
        case "staleConnection":
          this.log("warn", "The server stopped answering pings");
          break;
        case "update":
          this.#logUpdate(status.data);
          break;
        case "error":
          this.#noteDenial(status.permissionContext);
          this.log("bad", this.#errorText(status));
          break;
      }
    }
  }

  /** @param {NatsConnection} client @param {number} generation */
  async #watchClose(client, generation) {
    const reason = await client.closed().catch((/** @type {unknown} */ error) => error);
    if (generation !== this.#generation) return;
    this.client = null;
    this.#enter("idle");
    const why = reason ? describeError(reason, { address: this.address }) : "";
    this.log(why ? "bad" : "info", why ? `The connection ended. ${why}` : "The connection ended");
  }

  /** @param {unknown} change the servers that came and went */
  #logUpdate(change) {
    const { added = [], deleted = [] } = /** @type {{ added?: string[], deleted?: string[] }} */ (change ?? {});
    const parts = [];
    if (added.length > 0) parts.push(`new: ${added.map(publicAddress).join(", ")}`);
    if (deleted.length > 0) parts.push(`gone: ${deleted.map(publicAddress).join(", ")}`);
    if (parts.length > 0) this.log("info", `The cluster changed (${parts.join("; ")})`);
  }

  /**
   * How often the server has said that something is not permitted, since the connection was opened.
   *
   * @param {"publish" | "subscription"} operation
   * @param {string} subject
   */
  denials(operation, subject) {
    return this.#denials.get(`${operation} ${subject}`) ?? 0;
  }

  /** @param {import("nats-web").Status["permissionContext"]} context */
  #noteDenial(context) {
    if (!context) return;
    const { operation, subject } = context;
    if (this.#denials.size >= MOST_DENIALS) this.#denials.clear();
    const key = `${operation} ${subject}`;
    this.#denials.set(key, (this.#denials.get(key) ?? 0) + 1);
  }

  /** @param {import("nats-web").Status} status */
  #errorText(status) {
    const context = status.permissionContext;
    if (context) {
      const verb = context.operation === "publish" ? "publishing" : "subscribing";
      return `The server does not permit ${verb} to “${context.subject}” (${status.data})`;
    }
    return `The server reported an error (${String(status.data)})`;
  }

  /** @param {ConnectionState} state */
  #enter(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

/** How long one attempt may take before it counts as failed, in milliseconds. */
const CONNECT_TIMEOUT = 10_000;
/** For how many subjects refusals are counted at most. */
const MOST_DENIALS = 1000;
