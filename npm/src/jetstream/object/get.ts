/** Reading objects. */
import { invalid } from "../../checks.js";
import type { ObjectResult } from "../types/object_store.js";
import { Download } from "./download.js";
import { isLink, ObjectInfoImpl } from "./info.js";
import { find, type Store } from "./store.js";

/** An object and its data, or what it refers to; null if there is none. */
export async function get(store: Store, open: (bucket: string) => Store, name: string): Promise<ObjectResult | null> {
  let from = store;
  let wanted = name;
  for (let links = 0; links < MOST_LINKS; links++) {
    const found = await find(from, wanted);
    if (found === null || found.info.deleted) {
      return null;
    }
    const { info, revision } = found;
    if (!isLink(info)) {
      from.rules.checkDigest(info.digest ?? "");
      const shown = new ObjectInfoImpl(info, revision);
      if (info.size === 0) {
        return { info: shown, data: emptyStream(), error: Promise.resolve(null) };
      }
      const { data, error } = new Download(from, info);
      return { info: shown, data, error };
    }
    const link = info.options!.link!;
    if (!link.name) {
      throw invalid("link is a bucket");
    }
    // A store that does not exist is not made.
    from = link.bucket === from.bucket ? from : open(link.bucket);
    wanted = link.name;
  }
  throw invalid("too many links");
}

/** All data of a stream, once it is known to be right. */
export async function collect({ data, error }: ObjectResult): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = data.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    pieces.push(value);
    size += value.length;
  }
  const wrong = await error;
  if (wrong !== null) {
    throw wrong;
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function emptyStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.close() });
}

/** A link to a link cannot be made, but what a link refers to may be replaced by one. */
const MOST_LINKS = 8;
