// A page with the program in a shared worker, said as bundlers understand it.
import { ask } from "./ask.js";

ask(new SharedWorker(new URL("./worker.js", import.meta.url), { type: "module" }).port);
