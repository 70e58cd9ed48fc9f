// @ts-check
/** The page of streams. */
import { allOf, managerOf } from "../jetstream/manager.js";
import { openForm } from "../lib/form-dialog.js";
import { MessageBrowser } from "./browser.js";
import { newStreamConfig, newStreamFields } from "./config-form.js";
import { StreamConsumers } from "./consumers.js";
import { StreamDetail } from "./detail.js";
import { streamEntry } from "./model.js";

/** @returns {import("../jetstream/catalogue.js").Page<import("nats-web").StreamInfo>} */
export function streamsPage() {
  return {
    view: "streams",
    heading: "Streams",
    noun: "stream",
    none: "There is no stream yet. A stream stores what is published to its subjects.",
    list: async (client) => {
      const { streams } = await managerOf(client);
      return await allOf(streams.list(), ({ config }) => config.name);
    },
    entry: streamEntry,
    create: (client, made) =>
      openForm({ title: "New stream", action: "Create" }, newStreamFields(), async (values) => {
        const { streams } = await managerOf(client);
        const { config } = await streams.add(newStreamConfig(values));
        made(config.name);
      }),
    detail: new StreamDetail([
      ["Consumers", new StreamConsumers()],
      ["Messages", new MessageBrowser()],
    ]),
  };
}
