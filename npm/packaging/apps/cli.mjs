// The program in Node, Deno or Bun, as an ES module.
import { connect, ErrorCode, headers, JSONCodec } from "nats-web";
import { program } from "./program.mjs";

console.log(await program({ connect, ErrorCode, headers, JSONCodec }, process.argv[2]));
