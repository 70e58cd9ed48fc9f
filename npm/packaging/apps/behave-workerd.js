// The behaviours in a Cloudflare Worker.
import * as nats from "nats-web";
import { behave } from "./behave.mjs";

export default {
  fetch: async (request) => new Response(await behave(nats, new URL(request.url).search)),
};
