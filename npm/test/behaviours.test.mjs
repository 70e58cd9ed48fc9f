// The behaviours that pages rely on, in Node: test/browser runs the same in Chromium.
import { after } from "node:test";
import { behaviours } from "./helpers/behaviours.mjs";
import { nats } from "./helpers/client.mjs";
import { environment } from "./helpers/environment.mjs";
import { ours } from "./helpers/modules.mjs";

const env = await environment({ after });
for (const [name, body] of Object.entries(behaviours)) {
  ours(name, "each is compared by topic", () => body(nats, env));
}
