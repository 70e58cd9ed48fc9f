// The `env` that behaviours run in, with a real server that they may take away.
import { once } from "node:events";
import { freePorts, NatsServer } from "./server.mjs";

/** A server of one's own, with compression as a page would want it. */
export async function environment(t) {
  const server = await NatsServer.start(t, { compression: true, max_payload: 8 << 20 });
  const [dead] = await freePorts(1);
  return {
    url: server.ws,
    deadUrl: `ws://127.0.0.1:${dead}`,
    down: () => server.down(),
    up: () => server.up(),
    async outage(during) {
      await server.down();
      await during();
      await server.up();
    },
  };
}

/** Resolves with the port that `listener` gets on 127.0.0.1; it is closed with `t`. */
export async function listening(t, listener) {
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  t.after(() => listener.close());
  return listener.address().port;
}
