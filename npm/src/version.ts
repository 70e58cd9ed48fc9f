/** The language and version that a server's monitoring shows for this client. */
export const LANG = "nats-web";

/** Returns the version of the package. A function, because the build puts the constant at the end of the bundle. */
export const version = (): string => NATS_WEB_VERSION;

/** The constant that the build sets; the core sends the same to servers. */
declare const NATS_WEB_VERSION: string;
