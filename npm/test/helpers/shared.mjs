// One server for all tests of a file that do nothing to it.
import { after } from "node:test";
import { NatsServer } from "./server.mjs";

/** A server that lives as long as the file's tests. */
export function sharedServer(config) {
  return NatsServer.start({ after }, config);
}
