/** What services may be called, where they listen, and who inherits which queue group: asked of the core. */
import { invalid } from "../checks.js";
import { unfit } from "./codes.js";
import type { Driver } from "./driver.js";
import { texts } from "./events.js";
import type { Exports } from "./exports.js";

/** What is asked of services, as the core numbers it. */
export const PING = 0;
export const STATS = 1;
export const INFO = 2;
/** Whom it is asked of: all services, those of a name, one instance. */
export const SCOPES = [0, 1, 2];

/** A subject, or how subjects begin, and the queue group that goes with it. */
export interface Place {
  subject: string;
  queue: string;
}

/** @throws Error for a name, queue group or version that is not fit */
export function checkService(driver: Driver, name: unknown, queue: unknown, version: unknown): void {
  ask(driver, [name, queue, version], (core, lengths) => core.service_check(driver.session, ...lengths));
}

/** A group within a group. @throws Error for a name that is not fit */
export function groupPlace(driver: Driver, group: Place, name: unknown, queue: unknown): Place {
  return place(driver, [group.subject, group.queue, ANONYMOUS, name, queue]);
}

/** Where an endpoint of a group is to be subscribed to. @throws Error for a name or subject that is not fit */
export function endpointPlace(driver: Driver, group: Place, name: unknown, subject: unknown, queue: unknown): Place {
  // The name that stands for none is refused, and for the same reason, when there are two of it.
  return place(driver, [group.subject, group.queue, name === ANONYMOUS ? name + name : name, subject, queue]);
}

/** Where to ask services. @throws Error for a name or id that is not fit */
export function monitoringSubject(
  driver: Driver,
  verb: number,
  scope: number,
  prefix: string,
  name: string,
  id: string,
): string {
  const { session } = driver;
  return ask(driver, [prefix, name, id], (core, lengths) => core.service_subject(session, verb, scope, ...lengths))[0]!;
}

function place(driver: Driver, all: unknown[]): Place {
  const said = ask(driver, all, (core, lengths) => core.service_place(driver.session, ...lengths));
  return { subject: said[0]!, queue: said[1]! };
}

/** Hands texts to the core; gives what it says. */
function ask(driver: Driver, all: unknown[], call: (core: Exports, lengths: number[]) => number): string[] {
  driver.mustBeOpen();
  const given = all.map((text) => {
    if (typeof (text ?? "") !== "string") {
      throw invalid("names, versions, subjects and queue groups should be strings");
    }
    return (text ?? "") as string;
  });
  let result: number;
  try {
    result = call(driver.wasm.core, driver.outbound.texts(given));
  } catch (err) {
    throw driver.reason(err);
  }
  if (result < 0) {
    throw unfit(result, given);
  }
  return texts(driver);
}

/** What stands in for the name of what is no endpoint. */
const ANONYMOUS = " ";
