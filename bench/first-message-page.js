/**
 * What `first-message.mjs` has a cold page do: connect, subscribe, and publish one small message to itself. The server's
 * address stands behind the `#` of the page's; `reportFirstMessage` is told when the message came, in ms since navigation.
 */
export async function start(connect) {
  const connection = await connect({ servers: location.hash.slice(1) });
  const take = (error) => {
    if (error) throw error;
    globalThis.reportFirstMessage(String(performance.now()));
  };
  connection.subscribe("first", { callback: take });
  connection.publish("first", new Uint8Array(5));
}
