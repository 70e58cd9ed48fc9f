/** Looking after consumers. */
import { invalid } from "../checks.js";
import { ApiVerb, Body, Feature } from "../core/boundary.js";
import { knownOf, merged } from "./configs.js";
import type { JetStreamContext } from "./context.js";
import { ConsumerApiAction } from "./enums.js";
import { ListerImpl, type Page } from "./listers.js";
import { checkConsumerName, checkDurable, checkStream } from "./names.js";
import type { ApiResponse, Lister, Success } from "./types/api.js";
import type { ConsumerConfig, ConsumerInfo, ConsumerUpdateConfig } from "./types/consumers.js";
import type { ConsumerAPI } from "./types/manager.js";

/** What the server says of a pause. `pause_remaining` is in nanoseconds. */
export interface Pause {
  paused: boolean;
  pause_until?: string;
  pause_remaining?: number;
}

export class ConsumerAPIImpl implements ConsumerAPI {
  constructor(private readonly js: JetStreamContext) {}

  /** @param action - whether the consumer may exist, or must; beyond the declared interface, as in `nats.ws` */
  async add(
    stream: string,
    cfg: Partial<ConsumerConfig>,
    action: ConsumerApiAction = ConsumerApiAction.Create,
  ): Promise<ConsumerInfo> {
    return this.create(stream, knownOf(this.js, Body.ConsumerConfig, cfg), action);
  }

  async update(stream: string, durable: string, cfg: Partial<ConsumerUpdateConfig>): Promise<ConsumerInfo> {
    const { config } = await this.info(stream, durable);
    const next = merged<ConsumerConfig>(this.js, Body.ConsumerConfig, config, cfg);
    return this.create(stream, next, ConsumerApiAction.Update);
  }

  async info(stream: string, name: string): Promise<ConsumerInfo> {
    return this.js.request<ConsumerInfo>(ApiVerb.ConsumerInfo, this.parts(stream, name));
  }

  async delete(stream: string, name: string): Promise<boolean> {
    return (await this.js.request<Success>(ApiVerb.ConsumerDelete, this.parts(stream, name))).success;
  }

  list(stream: string): Lister<ConsumerInfo> {
    checkStream(this.js.core, stream);
    return new ListerImpl<ConsumersPage, ConsumerInfo, ConsumerInfo>(this.js, {
      verb: ApiVerb.ConsumerList,
      parts: [stream],
      filter: {},
      entries: (page) => page.consumers,
      pick: (consumers) => consumers,
    });
  }

  async pause(stream: string, name: string, until?: Date): Promise<Pause> {
    if (!(until instanceof Date) || Number.isNaN(until.getTime())) {
      throw invalid("until option should be a date");
    }
    const body = { pause_until: until.toISOString() };
    return this.js.request<Pause>(ApiVerb.ConsumerPause, this.parts(stream, name), body);
  }

  /** Servers take a pause until a time that is past for its end. */
  resume(stream: string, name: string): Promise<Pause> {
    return this.pause(stream, name, new Date(0));
  }

  private async create(
    stream: string,
    config: Partial<ConsumerConfig>,
    action: ConsumerApiAction,
  ): Promise<ConsumerInfo> {
    const { core, prefix } = this.js;
    checkStream(core, stream);
    this.check(config);
    const { name = "", durable_name = "", filter_subject = "" } = config;
    const subject = core.consumerCreateSubject(prefix, stream, name, durable_name, filter_subject);
    return this.js.ask<ConsumerInfo>(subject, { config, stream_name: stream, action });
  }

  private check(config: Partial<ConsumerConfig>): void {
    const { deliver_group, durable_name, filter_subjects, flow_control, idle_heartbeat, metadata, name } = config;
    if (deliver_group && flow_control) {
      throw invalid("jetstream flow control is not supported with queue groups");
    }
    if (deliver_group && idle_heartbeat) {
      throw invalid("jetstream idle heartbeat is not supported with queue groups");
    }
    if (durable_name) {
      checkDurable(this.js.core, durable_name);
    }
    if (name) {
      checkConsumerName(this.js.core, name);
    }
    if (Array.isArray(filter_subjects)) {
      this.js.mustHave(Feature.MultipleFilters, "consumer 'filter_subjects'");
    }
    if (metadata) {
      this.js.mustHave(Feature.Metadata, "consumer 'metadata'");
    }
  }

  private parts(stream: string, name: string): string[] {
    checkStream(this.js.core, stream);
    checkDurable(this.js.core, name);
    return [stream, name];
  }
}

interface ConsumersPage extends Page, ApiResponse {
  consumers: ConsumerInfo[] | null;
}
