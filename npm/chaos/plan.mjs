// The faults of a round, all of which follow from its seed.
import { dice } from "../test/helpers/dice.mjs";

/**
 * Returns the faults for so many seconds: those of the cluster come one after the other, as a second server that is gone
 * leaves no majority, and those of the links beside them.
 *
 * Each has a `kind`, what it hits, `pause` milliseconds of quiet before it, and the `length` that it lasts.
 */
export function planOf(seed, seconds, clients) {
  const roll = dice(seed);
  return {
    cluster: faults(seconds * 1000, () => clusterFault(roll)),
    links: faults(seconds * 1000, () => linkFault(roll, clients)),
  };
}

/** Returns a plan in words, a fault a line. */
export function describe(plan) {
  return Object.entries(plan).flatMap(([track, all]) => all.map((fault) => `${track}: ${JSON.stringify(fault)}`));
}

function faults(millis, next) {
  const all = [];
  for (let at = 0; at < millis; ) {
    const fault = next();
    at += fault.pause + fault.length;
    all.push(fault);
  }
  return all;
}

function clusterFault(roll) {
  const kind = CLUSTER_KINDS[roll(CLUSTER_KINDS.length)];
  const fault = { kind, pause: 300 + roll(1500), length: 0, node: roll(3), of: roll(1000) };
  if (!kind.endsWith("stepdown")) {
    fault.length = 300 + roll(3000);
  }
  return fault;
}

function linkFault(roll, clients) {
  const kind = LINK_KINDS[roll(LINK_KINDS.length)];
  const fault = { kind, pause: 50 + roll(600), length: 0, client: clients[roll(clients.length)] };
  if (kind !== "cut") {
    fault.length = 100 + roll(1500);
  }
  return fault;
}

/** `node` is a server by its number, except for `leader`, which is the one that leads a stream. */
const CLUSTER_KINDS = [
  ...["kill", "kill", "kill leader", "kill leader", "terminate", "freeze"],
  ...["stream stepdown", "stream stepdown", "consumer stepdown", "consumer stepdown"],
];
const LINK_KINDS = ["cut", "cut", "cut", "refuse", "stall", "slice", "late"];
