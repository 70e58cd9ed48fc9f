/** What endpoints are added to. */
import type { Place } from "../core/service_rules.js";
import type { QueuedIterator } from "../types.js";
import type { ServiceImpl } from "./service.js";
import type { EndpointOptions, ServiceGroup, ServiceHandler, ServiceMsg } from "./types.js";

/** A group of a service's endpoints, or all of them. */
export class ServiceGroupImpl implements ServiceGroup {
  constructor(
    private readonly service: ServiceImpl,
    private readonly place: Place,
  ) {}

  addEndpoint(name: string, opts?: ServiceHandler | EndpointOptions): QueuedIterator<ServiceMsg> {
    return this.service.listen(this.place, name, typeof opts === "function" ? { handler: opts } : (opts ?? {}));
  }

  addGroup(subject?: string, queue?: string): ServiceGroup {
    return new ServiceGroupImpl(this.service, this.service.placeOf(this.place, subject, queue));
  }
}
