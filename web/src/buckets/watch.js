// @ts-check
/** Opening a bucket that exists, and watching its keys. */
import { managerOf } from "../jetstream/manager.js";

/**
 * @typedef {import("nats-web").KV} KV
 * @typedef {import("nats-web").KvStatus} KvStatus
 */

/**
 * Opens a bucket without making it: one that was deleted meanwhile stays so. Reads go to the leader, which has the latest.
 *
 * @param {import("../connection/connection.js").NatsConnection} client
 * @param {KvStatus} status
 * @returns {Promise<KV>}
 */
export async function openBucket(client, { bucket, streamInfo }) {
  const manager = await managerOf(client);
  // Of a mirror the client has to ask where to write.
  return await manager.jetstream().views.kv(bucket, streamInfo.config.mirror ? {} : { bindOnly: true });
}

/**
 * Tells of every key that there is, then of every change.
 *
 * @param {KV} kv
 * @param {KvStatus} status large buckets are watched without their values
 * @param {(entry: import("nats-web").KvEntry) => void} told
 * @param {() => void} ready called when everything that was there has been told
 * @returns {{ stop: () => void, ended: Promise<void> }} `ended` rejects with what ended the watch
 */
export function watchKeys(kv, status, told, ready) {
  let stopped = false;
  /** @type {{ stop(): void } | null} */
  let running = null;
  const read = async () => {
    const watch = await kv.watch({ headers_only: status.size > LARGE, initializedFn: () => !stopped && ready() });
    running = watch;
    if (stopped) watch.stop();
    for await (const entry of watch) if (!stopped) told(entry);
  };
  const stop = () => {
    stopped = true;
    running?.stop();
  };
  return { stop, ended: read() };
}

/** From how many bytes on values are read only when they are looked at. */
const LARGE = 32 * 1024 * 1024;
