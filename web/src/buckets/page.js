// @ts-check
/** The page of key-value buckets. */
import { allOf, managerOf } from "../jetstream/manager.js";
import { openForm } from "../lib/form-dialog.js";
import { BucketDetail } from "./detail.js";
import { BUCKET_FIELDS, bucketEntry, bucketOptions } from "./model.js";

/** @returns {import("../jetstream/catalogue.js").Page<import("nats-web").KvStatus>} */
export function bucketsPage() {
  return {
    view: "buckets",
    heading: "Key-value buckets",
    noun: "bucket",
    none: "There is no bucket yet. A bucket keeps the last values of each of its keys.",
    list: async (client) => {
      const { streams } = await managerOf(client);
      return await allOf(streams.listKvs(), ({ bucket }) => bucket);
    },
    entry: bucketEntry,
    create: (client, made) =>
      openForm({ title: "New bucket", action: "Create" }, BUCKET_FIELDS, async (values) => {
        const manager = await managerOf(client);
        const name = values.name.trim();
        const stream = `KV_${name}`;
        const known = await manager.streams.info(stream).catch(() => null);
        if (known) throw new Error(`The bucket ${name} exists already`);
        await manager.jetstream().views.kv(name, bucketOptions(values));
        made(name);
      }),
    detail: new BucketDetail(),
  };
}
