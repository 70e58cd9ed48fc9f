// What stands for helpers/proxy.mjs in a page, which cannot listen.
import { scoped } from "./remote.mjs";

export const TcpProxy = { start: scoped("proxy", ["TcpProxy", "start"]) };
export const Relay = { start: scoped("proxy", ["Relay", "start"]) };
export const blackHole = scoped("proxy", ["blackHole"]);
export const webServer = scoped("proxy", ["webServer"]);
export const stranger = scoped("proxy", ["stranger"]);
