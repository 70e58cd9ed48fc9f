// Steps about watches, of which one tells one thing at a time; "initialized" is that all there was has been told.
import { describeEntry } from "./kv.mjs";
import { describeObject } from "./objects.mjs";

export const watchSteps = {
  "kv.watch": async (client, { bucket, filters = [">"], include = "last", from, ignoreDeletes, metaOnly }) => {
    const kv = await client.js.views.kv(bucket);
    const watch = new Watch();
    const iterator = await kv.watch({
      key: filters,
      include: include === "last" ? "" : include,
      resumeFromRevision: from,
      ignoreDeletes,
      headers_only: metaOnly,
      initializedFn: () => watch.tell("initialized"),
    });
    return keep(client, watch.read(iterator, describeEntry));
  },
  "object.watch": async (client, { bucket, include, ignoreDeletes }) => {
    const os = await client.js.views.os(bucket);
    const iterator = await os.watch({ includeHistory: include !== "updates", ignoreDeletes });
    return keep(
      client,
      new Watch().read(iterator, (info) => (info === null ? "initialized" : describeObject(info))),
    );
  },
  "watch.next": async ({ watches }, { watch }) => watches.get(watch).next(),
  "watch.stop": async ({ watches }, { watch }) => {
    await watches.get(watch).stop();
    watches.delete(watch);
  },
};

/** What a watch has told, until it is asked for. */
class Watch {
  told = [];
  waiting = [];

  read(iterator, describe) {
    this.iterator = iterator;
    this.reading = (async () => {
      for await (const one of iterator) {
        this.tell(describe(one));
      }
    })();
    return this;
  }

  tell(one) {
    const waiting = this.waiting.shift();
    if (waiting) {
      waiting(one);
    } else {
      this.told.push(one);
    }
  }

  next() {
    return this.told.length > 0 ? this.told.shift() : new Promise((resolve) => this.waiting.push(resolve));
  }

  async stop() {
    this.iterator.stop();
    await this.reading;
  }
}

function keep({ watches }, watch) {
  const number = watches.size + 1;
  watches.set(number, watch);
  return number;
}
