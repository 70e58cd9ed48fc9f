// The program in a page. The address names the server; the title tells what came of it.
import { connect, ErrorCode, headers, JSONCodec } from "nats-web";
import { program } from "./program.mjs";

const servers = new URLSearchParams(location.search).get("nats");
program({ connect, ErrorCode, headers, JSONCodec }, servers).then(
  (outcome) => {
    document.title = outcome;
  },
  (err) => {
    document.title = `${err.name}: ${err.message}`;
  },
);
