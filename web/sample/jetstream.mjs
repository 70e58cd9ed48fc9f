// @ts-check
/** Something to see in the pages of JetStream: a stream with a consumer, a bucket that changes, a store with files. */

/** @typedef {import("nats-web").NatsConnection} NatsConnection */

/**
 * Makes what is to be seen.
 *
 * @param {NatsConnection} connection
 * @returns {Promise<(place: string, reading: unknown) => Promise<void>>} takes a reading at each tick
 */
export async function startJetStream(connection) {
  const manager = await connection.jetstreamManager();
  const js = manager.jetstream();
  const limits = { max_msgs: 10_000, description: "Orders of the shop" };
  await manager.streams.add({ name: "ORDERS", subjects: ["orders.>"], ...limits });
  const consumer = { durable_name: "billing", filter_subject: "orders.new" };
  await manager.consumers.add("ORDERS", /** @type {any} */ ({ ...consumer, ack_policy: "explicit" }));
  const readings = await js.views.kv("readings", { history: 10, description: "The last readings of each place" });
  const files = await js.views.os("files", { description: "Notes and pictures" });
  await files.putBlob({ name: "notes/welcome.txt" }, new TextEncoder().encode("Drop a file here.\n"));
  const first = await files.putBlob({ name: "noise.bin" }, new Uint8Array(300_000).fill(7));
  await files.link("latest", first);
  let count = 0;
  return async (place, reading) => {
    count += 1;
    await readings.put(`reading.${place}`, JSON.stringify(reading));
    const kind = count % 3 === 0 ? "paid" : "new";
    await js.publish(`orders.${kind}`, JSON.stringify({ order: count, place, amount: 5 + ((count * 7) % 90) }));
  };
}
