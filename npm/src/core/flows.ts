/** Flows of JetStream: what the core does over time for a program, such as reading a consumer. */
import type { Owner, OwnerHost } from "./owner_host.js";

/** What flows need of a connection. */
export interface FlowHost extends OwnerHost {
  /** Those that go on, by the core's numbers. */
  readonly flows: Map<number, Owner>;
}
