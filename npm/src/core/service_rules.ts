/** Services as the core has them: what they may be called and where they listen, what they count, and what they answer. */
import { invalid } from "../checks.js";
import type { Msg } from "../types/messages.js";
import { AddErrorCode, dispatchService, type Exports, PartCode, type ServiceEvents, UnfitCode } from "./boundary.js";
import { misuse, serverError } from "./codes.js";
import type { Owner, OwnerHost } from "./owner_host.js";
import { numbersOf, textsOf, withTexts } from "./scratch.js";

/** What services need of a connection. */
export interface ServiceHost extends OwnerHost {
  /** Those that have not stopped, by the core's numbers. */
  readonly services: Map<number, Owner>;
}

/** What the core tells a service, or has it do. */
export interface RunningService {
  /** Publishes its answer to a monitoring request to `reply`. */
  answer(verb: number, reply: string): void;
  /** It stops because of `error`. */
  stopping(error: Error): void;
  /** It has stopped. */
  ended(): void;
}

/** What is asked of services, as the core numbers it. */
export const PING = 0;
export const STATS = 1;
export const INFO = 2;

/** A subject, or how subjects begin, and the queue group that goes with it. */
export interface Place {
  subject: string;
  queue: string;
}

/** An endpoint as the core knows it. */
export interface CoreEndpoint extends Place {
  /** Its number in its service. */
  number: number;
}

/** A service as the core knows it. */
export class CoreService {
  private readonly number: number;
  readonly id: string;
  /** The answers as they were last, by what is asked: they outlive the connection. */
  private readonly answers: string[] = [];

  /**
   * @param asksForData - whether the statistics need what the user says
   * @param texts - name, queue group, version, description, metadata as JSON, and since when it runs
   * @throws Error for a name, queue group or version that is not fit; NatsError if the connection is closed or draining
   */
  constructor(
    private readonly host: ServiceHost,
    asksForData: boolean,
    texts: unknown[],
  ) {
    const now = Date.now();
    this.number = ask(host, texts, (calls, session, [a, b, c, d, e, f]) =>
      calls.service_add(session, now, +asksForData, a!, b!, c!, d!, e!, f!),
    );
    [this.id] = textsOf(host.core) as [string];
    this.keep();
  }

  /** From now on `running` is told what happens. */
  serve(running: RunningService): void {
    const events: ServiceEvents = {
      answerNeeded: (verb, reply) => running.answer(verb, reply),
      stopping: (subject, denial) =>
        running.stopping(denial ? serverError(denial) : new Error(`required subscription ${subject} stopped`)),
      stopped: () => running.ended(),
    };
    this.host.services.set(this.number, {
      handleEvent: (kind, read) => dispatchService(kind, read, events),
      lost: (error) => {
        running.stopping(error);
        running.ended();
      },
    });
    this.host.settleUp();
  }

  /**
   * Adds an endpoint to a group, whose requests `take` takes.
   *
   * @param texts - name, subject and queue group as they were given, and metadata as JSON
   * @throws Error for a name or subject that is not fit, or if the service has stopped; NatsError for a subject that
   * cannot be subscribed to
   */
  addEndpoint(group: Place, texts: unknown[], take: (msg: Msg) => void): CoreEndpoint {
    const { host } = this;
    const now = Date.now();
    ask(host, [group.subject, group.queue, ...texts], (calls, session, [a, b, c, d, e, f]) =>
      calls.service_endpoint(session, now, this.number, a!, b!, c!, d!, e!, f!),
    );
    const [number, slot, generation] = numbersOf(host.core, 3) as [number, number, number];
    const found = place(textsOf(host.core));
    host.adopt({ slot, generation }, found.subject, take);
    this.keep();
    host.settleUp();
    return { ...found, number };
  }

  /** The endpoint has had `requests` more, and has spent `millis` more on requests. */
  record(endpoint: CoreEndpoint, requests: number, millis: number): void {
    const nanos = Math.round(millis * NANOS);
    this.tell([], (calls, session) => calls.service_record(session, this.number, endpoint.number, requests, nanos));
  }

  /** The endpoint has failed. */
  fail(endpoint: CoreEndpoint, error: string): void {
    this.tell([error], (calls, session, [length]) =>
      calls.service_fail(session, this.number, endpoint.number, length!),
    );
  }

  /** Sets what the user says of an endpoint: JSON, or nothing if it is empty. */
  setData(endpoint: CoreEndpoint, json: string): void {
    this.tell([json], (calls, session, [length]) => calls.service_data(session, this.number, endpoint.number, length!));
  }

  /** Begins the statistics anew. */
  reset(started: string): void {
    this.tell([started], (calls, session, [length]) => calls.service_reset(session, this.number, length!));
  }

  /** Stops it: {@link RunningService.ended} follows. */
  stop(): void {
    this.host.enter(() => withTexts(this.host.core, [], (calls, session) => calls.service_stop(session, this.number)));
  }

  /** It has stopped. */
  ended(): void {
    this.keep();
    this.host.services.delete(this.number);
  }

  /** Has the core forget it. */
  release(): void {
    this.keep();
    this.tell([], (calls, session) => calls.service_release(session, this.number));
  }

  /** Returns its answer to a monitoring request: JSON. */
  response(verb: number): string {
    const { core } = this.host;
    const text = this.tell([], (calls, session) => {
      calls.service_response(session, this.number, verb);
      return textsOf(core)[0];
    });
    if (text) {
      this.answers[verb] = text;
    }
    return this.answers[verb]!;
  }

  /** Keeps the answers. */
  private keep(): void {
    [PING, STATS, INFO].forEach((verb) => this.response(verb));
  }

  /** Has the core take texts. Once the connection is over, and if it ends by that, nothing. */
  private tell<T>(texts: string[], call: (calls: Exports, session: number, lengths: number[]) => T): T | undefined {
    const { host } = this;
    try {
      return host.isOver ? undefined : withTexts(host.core, texts, call);
    } catch (err) {
      if (host.reason(err) === err) {
        throw err;
      }
      return undefined;
    }
  }
}

/** Returns a group within a group. @throws Error for a name that is not fit */
export function groupPlace(host: ServiceHost, group: Place, name: unknown, queue: unknown): Place {
  ask(host, [group.subject, group.queue, name, queue], (calls, session, [a, b, c, d]) =>
    calls.service_group(session, a!, b!, c!, d!),
  );
  return place(textsOf(host.core));
}

/** Returns where to ask the services of a name, or the one with this id. @throws Error for a name or id that is not fit */
export function monitoringSubject(host: ServiceHost, verb: number, prefix: string, name: string, id: string): string {
  ask(host, [prefix, name, id], (calls, session, [a, b, c]) => calls.service_subject(session, verb, a!, b!, c!));
  return textsOf(host.core)[0]!;
}

function place([subject, queue]: string[]): Place {
  return { subject: subject!, queue: queue! };
}

/** Hands texts to the core. Returns its answer, and throws the error of a refusal. */
function ask(
  host: ServiceHost,
  all: unknown[],
  call: (calls: Exports, session: number, lengths: number[]) => number,
): number {
  host.mustBeOpen();
  const given = all.map((text) => {
    if (typeof (text ?? "") !== "string") {
      throw invalid("names, versions, subjects and queue groups should be strings");
    }
    return (text ?? "") as string;
  });
  let result: number;
  try {
    result = withTexts(host.core, given, call);
  } catch (err) {
    throw host.reason(err);
  }
  if (result < 0) {
    const [code, detail, at] = numbersOf(host.core, 3) as [number, number, number];
    switch (-result) {
      case AddErrorCode.Unfit:
        throw unfit(code, detail as PartCode, at, given);
      case AddErrorCode.Misuse:
        throw misuse(code, detail);
      default:
        throw new Error("the service has stopped");
    }
  }
  return result;
}

/** Returns the error of what a service may not be called; `texts` are what the core was given. */
function unfit(code: number, part: PartCode, at: number, texts: string[]): Error {
  const { what, place } = PARTS[part];
  const text = texts[code === UnfitCode.Version ? 2 : place]!;
  switch (code) {
    case UnfitCode.Empty:
    case UnfitCode.Name:
      return new Error(
        text === ""
          ? `${what} name required`
          : `invalid ${what} name - ${what} name cannot contain '${String.fromCodePoint(text.codePointAt(at)!)}'`,
      );
    case UnfitCode.Version:
      return new Error(`'${text}' is not a semver value`);
    case UnfitCode.Blank:
      return new Error(`${what} cannot contain spaces: '${text}'`);
    default:
      return new Error(
        `${what} ${part === PartCode.Group ? "name cannot contain" : "cannot have"} internal '>': '${text}'`,
      );
  }
}

/** What `nats.ws` calls the parts, and where each stands among the texts. */
const PARTS: Record<PartCode, { what: string; place: number }> = {
  [PartCode.Service]: { what: "name", place: 0 },
  [PartCode.Queue]: { what: "queue", place: 1 },
  [PartCode.Endpoint]: { what: "endpoint", place: 2 },
  [PartCode.Kind]: { what: "control subject name", place: 1 },
  [PartCode.Instance]: { what: "control subject id", place: 2 },
  [PartCode.Subject]: { what: "endpoint subject", place: 3 },
  [PartCode.Group]: { what: "service group", place: 2 },
};
/** In a millisecond. */
const NANOS = 1_000_000;
