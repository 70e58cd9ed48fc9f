/** What servers tell of JetStream by themselves. Source: the `nats.ws` 1.30.3 API. */
import type { AdvisoryKind } from "../enums.js";

/** Something that happened in JetStream. */
export interface Advisory {
  /** What it is about. Newer servers have kinds that {@link AdvisoryKind} does not name. */
  kind: AdvisoryKind;
  /** What the server says of it. */
  data: unknown;
}
