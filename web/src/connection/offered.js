// @ts-check
/** What whoever serves the page suggests (`/config.json`). Any of it may be missing. */

/**
 * @typedef {object} Offered
 * @property {string} server the address to begin with
 * @property {string} subscribe a subject on which something is to be seen
 * @property {string} request a subject on which something answers
 */

/** @returns {Promise<Offered>} */
export async function loadOffered() {
  /** @type {Record<string, unknown> | null} */
  const config = await fetch("/config.json").then(
    (response) => (response.ok ? response.json() : {}),
    () => ({}),
  );
  const text = (/** @type {unknown} */ value, /** @type {string} */ otherwise) =>
    typeof value === "string" && value !== "" ? value : otherwise;
  return {
    server: text(config?.server, "ws://127.0.0.1:8080"),
    subscribe: text(config?.subscribe, "demo.>"),
    request: text(config?.request, "demo.echo"),
  };
}
