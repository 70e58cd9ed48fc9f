/** Opening stores. */
import { Feature } from "../../core/boundary.js";
import type { FlowHost } from "../../core/flows.js";
import type { NatsError } from "../../errors.js";
import type { JetStreamContext } from "../context.js";
import { readerOf } from "../read_ordered.js";
import type { JetStreamClient } from "../types/client.js";
import type { ObjectStore, ObjectStoreOptions } from "../types/object_store.js";
import { ObjectStoreImpl } from "./object_store.js";
import { ObjectRules } from "./rules.js";

/** See {@link Views.os}. */
export async function openStore(
  js: JetStreamContext,
  flows: FlowHost,
  client: JetStreamClient,
  bucket: string,
  opts: Partial<ObjectStoreOptions> = {},
): Promise<ObjectStore> {
  js.mustHave(Feature.ObjectStore, (version) => `objectstore is only supported on servers ${version} or better`);
  const rules = new ObjectRules(js.core.session);
  const config = rules.streamConfig(bucket, opts);
  const jsm = await client.jetstreamManager();
  try {
    await jsm.streams.info(config.name);
  } catch (err) {
    // Who may not ask may still use it: other errors come back where they matter.
    if ((err as NatsError).api_error?.err_code === STREAM_NOT_FOUND) {
      await jsm.streams.add(config);
    }
  }
  const readOrdered = readerOf(flows);
  return new ObjectStoreImpl({ js, jsm, rules, flows, readOrdered, bucket, stream: config.name });
}

/** The number of the API's error. */
const STREAM_NOT_FOUND = 10059;
