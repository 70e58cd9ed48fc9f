// The program in a Cloudflare Worker: a request names the server, the response tells what came of it.
import { connect, ErrorCode, headers, JSONCodec } from "nats-web";
import { program } from "./program.mjs";

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const servers = searchParams.get("nats");
    return new Response(
      pathname === "/burst" ? await burst(servers) : await program({ connect, ErrorCode, headers, JSONCodec }, servers),
    );
  },
};

/** Publishes much within one turn and counts what arrives as it was sent. */
async function burst(servers) {
  const count = 2000;
  const nc = await connect({ servers });
  const sub = nc.subscribe("burst", { max: count });
  await nc.flush();
  for (let i = 0; i < count; i++) {
    nc.publish("burst", new Uint8Array(500).fill(i));
  }
  let intact = 0;
  let i = 0;
  for await (const { data } of sub) {
    const expected = i++ & 255;
    intact += data.length === 500 && data.every((byte) => byte === expected) ? 1 : 0;
  }
  await nc.close();
  return `${intact} of ${count}`;
}
