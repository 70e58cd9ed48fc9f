// The behaviours in Node, Deno or Bun.
import * as nats from "nats-web";
import { behave } from "./behave.mjs";

console.log(await behave(nats, process.argv[2]));
