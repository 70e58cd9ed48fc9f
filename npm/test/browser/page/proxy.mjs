// What stands for helpers/proxy.mjs in a page, which cannot listen.
import { remote, scoped } from "./remote.mjs";

export const TcpProxy = { start: scoped("proxy", ["TcpProxy", "start"]) };
export const Relay = { start: scoped("proxy", ["Relay", "start"]) };
export const blackHole = scoped("proxy", ["blackHole"]);
export const webServer = scoped("proxy", ["webServer"]);
export const stranger = scoped("proxy", ["stranger"]);
export const simBehaviours = () => remote("proxy").simBehaviours();
export const simServer = scoped("proxy", ["simServer"]);
