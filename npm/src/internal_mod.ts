/** The parts that need no connection, for unit tests. Not part of the package. */
export * from "./authenticator.js";
export * from "./codecs.js";
export * from "./empty.js";
export * from "./errors.js";
export * from "./events.js";
export * from "./headers.js";
export * from "./inbox.js";
export * from "./nuid.js";
export * from "./options.js";
export * from "./queued_iterator.js";
export * from "./ring_queue.js";
export * from "./util.js";
