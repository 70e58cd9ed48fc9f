// @ts-check
/** The page of object stores. */
import { allOf, managerOf } from "../jetstream/manager.js";
import { openForm } from "../lib/form-dialog.js";
import { StoreDetail } from "./detail.js";
import { STORE_FIELDS, storeEntry, storeOptions } from "./model.js";

/** @returns {import("../jetstream/catalogue.js").Page<import("nats-web").ObjectStoreStatus>} */
export function objectsPage() {
  return {
    view: "objects",
    heading: "Object stores",
    noun: "store",
    none: "There is no object store yet. A store keeps files of any size.",
    list: async (client) => {
      const { streams } = await managerOf(client);
      return await allOf(streams.listObjectStores(), ({ bucket }) => bucket);
    },
    entry: storeEntry,
    create: (client, made) =>
      openForm({ title: "New store", action: "Create" }, STORE_FIELDS, async (values) => {
        const manager = await managerOf(client);
        const name = values.name.trim();
        const known = await manager.streams.info(`OBJ_${name}`).catch(() => null);
        if (known) throw new Error(`The store ${name} exists already`);
        await manager.jetstream().views.os(name, storeOptions(values));
        made(name);
      }),
    detail: new StoreDetail(),
  };
}
