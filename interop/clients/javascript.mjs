// A client that has the API of nats.ws: our package, or nats.ws itself.
import { StepFailure } from "./failure.mjs";
import { consumerSteps } from "./javascript/consumers.mjs";
import { kvSteps } from "./javascript/kv.mjs";
import { objectSteps } from "./javascript/objects.mjs";
import { streamSteps } from "./javascript/streams.mjs";
import { watchSteps } from "./javascript/watches.mjs";

const STEPS = { ...streamSteps, ...consumerSteps, ...kvSteps, ...objectSteps, ...watchSteps };

/** A client in JavaScript. Its steps are those of the programs in other languages. */
export class JavaScriptClient {
  /** Connects; `module` is what the package exports. */
  static async connect(name, module, url) {
    const nc = await module.connect({ servers: url });
    return new JavaScriptClient(name, module, nc, await nc.jetstreamManager());
  }

  constructor(name, module, nc, jsm) {
    this.name = name;
    this.module = module;
    this.nc = nc;
    this.jsm = jsm;
    this.js = nc.jetstream();
    this.watches = new Map();
  }

  /** Does a step; resolves with its result, rejects with a {@link StepFailure}. */
  async do(step, args = {}) {
    const work = STEPS[step];
    if (!work) {
      throw new StepFailure(`no step ${step}`, 0);
    }
    try {
      return (await work(this, args)) ?? null;
    } catch (err) {
      const text = `${step} by ${this.name}: ${err.message}`;
      throw new StepFailure(text, err.api_error?.err_code ?? 0, { cause: err });
    }
  }

  async close() {
    await this.nc.close();
  }
}
