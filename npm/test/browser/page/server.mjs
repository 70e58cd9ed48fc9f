// What stands for helpers/server.mjs in a page: its servers are processes of the test process.
import { remote, scoped } from "./remote.mjs";

export const NatsServer = { start: scoped("server", ["NatsServer", "start"]) };
export const startCluster = scoped("server", ["startCluster"]);
export const freePorts = (n) => remote("server").freePorts(n);
