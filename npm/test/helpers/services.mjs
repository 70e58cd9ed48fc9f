// Services to test, each with a name of its own.
import { failure, open, subject } from "./client.mjs";

let services = 0;

/** A service on `server`, and a connection to ask it. */
export async function serve(t, server, config = {}) {
  const nc = await open(t, server);
  const service = await nc.services.add({ name: `s${process.pid}-${++services}`, version: "1.2.3", ...config });
  return { nc, service, name: service.info().name, client: await open(t, server) };
}

/** Adds an endpoint on a subject that no other test uses, which the server knows of. */
export async function listen({ nc, service }, handler, opts = {}) {
  const s = subject();
  const requests = service.addEndpoint("e", { subject: s, handler, ...opts });
  await nc.flush();
  return { s, requests };
}

/** The first endpoint's statistics. */
export const firstStats = async (service) => (await service.stats()).endpoints[0];

/** The words of the error that `fn` fails with. */
export const message = (fn) => failure(fn).then((err) => err.message);
