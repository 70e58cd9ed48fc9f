// The program in a page that is patient with `connect()`.
import * as nats from "nats-web";
import { program } from "./program.mjs";

const servers = new URLSearchParams(location.search).get("nats");
const err = await nats.connect({ servers }).catch((e) => e);
document.title = `first ${err.name}, then ${await program(nats, servers)}`;
