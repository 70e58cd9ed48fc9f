// A page with the program in a dedicated worker, said as bundlers understand it.
import { ask } from "./ask.js";

ask(new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
