/** What the server's monitoring shows as this client. */
export const LANG = "nats-web";

/** The version of the package. A function, because the build puts the constant at the end of the bundle. */
export const version = (): string => NATS_WEB_VERSION;

/** The build's; the core says the same to servers. */
declare const NATS_WEB_VERSION: string;
