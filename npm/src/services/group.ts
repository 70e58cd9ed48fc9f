/** What endpoints are added to. */
import type { Place } from "../core/service_rules.js";
import type { QueuedIterator } from "../types/subscriptions.js";
import type { EndpointOptions, ServiceGroup, ServiceHandler, ServiceMsg } from "./types.js";

/** The service that a group is of. */
export interface GroupOwner {
  /** Adds an endpoint to the group at `group`. */
  listen(group: Place, name: string, opts: EndpointOptions): QueuedIterator<ServiceMsg>;
  /** The place of a group within the one at `group`. */
  placeOf(group: Place, name: string | undefined, queue: string | undefined): Place;
}

/** A group of a service's endpoints, or all of them. */
export class ServiceGroupImpl implements ServiceGroup {
  constructor(
    private readonly service: GroupOwner,
    private readonly place: Place,
  ) {}

  addEndpoint(name: string, opts?: ServiceHandler | EndpointOptions): QueuedIterator<ServiceMsg> {
    return this.service.listen(this.place, name, typeof opts === "function" ? { handler: opts } : (opts ?? {}));
  }

  addGroup(subject?: string, queue?: string): ServiceGroup {
    return new ServiceGroupImpl(this.service, this.service.placeOf(this.place, subject, queue));
  }
}
