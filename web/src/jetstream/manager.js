// @ts-check
/** The JetStream of a connection. */

/** @typedef {import("../connection/connection.js").NatsConnection} NatsConnection */

/**
 * The manager of a connection. Whether there is JetStream at all is not asked: the first request will tell.
 *
 * @param {NatsConnection} client
 * @returns {Promise<import("nats-web").JetStreamManager>}
 */
export function managerOf(client) {
  const known = MANAGERS.get(client);
  if (known) return known;
  const made = client.jetstreamManager({ checkAPI: false });
  MANAGERS.set(client, made);
  return made;
}

/**
 * Everything that a lister yields, sorted by what each is called.
 *
 * @template T
 * @param {AsyncIterable<T>} lister
 * @param {(item: T) => string} name
 * @returns {Promise<T[]>}
 */
export async function allOf(lister, name) {
  const items = [];
  for await (const item of lister) items.push(item);
  return items.sort((a, b) => name(a).localeCompare(name(b)));
}

/** @type {WeakMap<NatsConnection, Promise<import("nats-web").JetStreamManager>>} */
const MANAGERS = new WeakMap();
