/** What this client calls itself; to servers, the core says the same. */
declare const NATS_WEB_VERSION: string;

/** What the server's monitoring shows as this client. */
export const LANG = "nats-web";

/** The version of the package. Asked for when it is needed, as only the build of the package knows it. */
export const version = (): string => NATS_WEB_VERSION;
