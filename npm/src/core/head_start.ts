/**
 * A link that is opened before the core runs, so that it connects while the core is compiled.
 *
 * The core decides which server to dial: this is a guess, made only where the user named one server in full. A link
 * that the core's first dial is not for is closed.
 */
import type { ResolvedOptions } from "../options.js";
import { Link } from "./link.js";

/** Returns a link to the server that `options` name, if it is the only one and no other option decides. */
export function headStart(options: ResolvedOptions): Link | undefined {
  const { servers, wsFactory } = options;
  const [server = "", other] = servers;
  if (other !== undefined || !PLAIN.test(server) || wsFactory !== undefined || typeof WebSocket !== "function") {
    return undefined;
  }
  const link = new Link(server, options);
  void link.open();
  return link;
}

/** Returns whether `link`, which was opened ahead, is to `url`. */
export function isTo(link: Link, url: string): boolean {
  try {
    return new URL(link.url).href === new URL(url).href;
  } catch {
    return false;
  }
}

/** Scheme, host, and maybe port, path and query: no credentials, no fragment, nothing that the core leaves out. */
const PLAIN = /^wss?:\/\/[^\s@#\\]+$/;
