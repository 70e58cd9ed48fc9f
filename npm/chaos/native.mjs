// The programs on the Rust crate (`crates/chaos`): over links of this process, and held against what is stored as those of
// the npm package are.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Links, proxiesTo } from "./links.mjs";
import { Taken } from "./workers/consumers.mjs";
import { Read } from "./workers/readers.mjs";
import { ALONE, BUCKET, CLIENTS, prepare, SHARED, STORE, STREAM, SUBJECT } from "./workload.mjs";

/** What a program tells of itself; it has what a `Workload` has for those who look. */
export class NativeWorkload {
  shared = new Taken();
  alone = new Taken();
  bucket = { stored: new Map() };
  objects = { held: new Map() };
  #done = new Map();
  #counts = {};

  /** Starts the programs of `program` over `scheme`: `nats` or `ws`. */
  static async start(program, scheme, scope, cluster, seed, findings, timeline) {
    await prepare(cluster);
    const links = CLIENTS.map(async (name) => new Links(name, await proxiesTo(scope, cluster.servers, scheme)));
    const workload = new NativeWorkload(await Promise.all(links), findings, timeline);
    workload.#run(scope, program);
    const clients = Object.fromEntries([...workload.clients].map(([name, client]) => [name, client.urls(scheme)]));
    const names = { stream: STREAM, subject: SUBJECT, shared: SHARED, alone: ALONE, bucket: BUCKET, store: STORE };
    workload.#say(JSON.stringify({ seed, clients, ...names }));
    await workload.#finishes("start");
    return workload;
  }

  constructor(links, findings, timeline) {
    this.clients = new Map(links.map((link) => [link.name, link]));
    Object.assign(this, { findings, timeline });
    const client = (name) => this.clients.get(name);
    this.publishers = ["publisher-1", "publisher-2"].map((name) => ({ client: client(name), stored: new Map() }));
    const read = (name, what) => new Read({ client: client(name), findings, timeline }, what);
    this.ordered = [read("ordered", "ordered consumer"), read("subscriber", "ordered push consumer")];
    this.watcher = read("watch", "watch");
  }

  /** Resolves once nothing new is stored. */
  stopWriting() {
    return this.#carryOut("stop writing");
  }

  /** Resolves once nothing is read any more, and nothing is left of all connections. */
  async stopReading() {
    await this.#carryOut("stop reading");
    await this.#finishes("all");
  }

  /** What was done, in numbers. */
  summary() {
    const { publishers, shared, alone, watcher } = this;
    const stored = publishers.reduce((total, publisher) => total + publisher.stored.size, 0);
    return [
      `${stored} messages stored`,
      `${shared.duplicates} and ${alone.duplicates} delivered again`,
      `${watcher.read.length} entries watched`,
      JSON.stringify(this.#counts),
    ].join("; ");
  }

  #run(scope, program) {
    this.process = spawn(program, [], { stdio: ["pipe", "pipe", "inherit"] });
    scope.after(() => this.process.kill("SIGKILL"));
    this.process.stdin.on("error", (err) => this.timeline.note("program", `hears nothing: ${err.message}`));
    createInterface({ input: this.process.stdout }).on("line", (line) => this.#hear(...JSON.parse(line)));
    const exit = once(this.process, "exit");
    exit.then(([code, signal]) => code !== 0 && this.timeline.note("program", `ended with ${code ?? signal}`));
  }

  #say(line) {
    this.process.stdin.write(`${line}\n`);
  }

  #carryOut(command) {
    this.#say(command);
    return this.#finishes(command);
  }

  #finishes(command) {
    const isDone = () => this.#done.has(command);
    return this.findings.until("program", () => `${command} is carried out`, isDone);
  }

  #hear(kind, ...said) {
    HEARD[kind](this, ...said);
  }

  done(command) {
    this.#done.set(command, true);
  }

  did(what) {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  }
}

/** What the program's lines mean, by their kind. */
const HEARD = {
  stored(workload, who, id, seq, isDuplicate) {
    workload.publishers.find(({ client }) => client.name === who).stored.set(id, seq);
    if (isDuplicate) {
      workload.did("publish what is known already");
    }
  },
  taken: (workload, consumer, seq) => workload[consumer].count(seq),
  read(workload, who, seq, text) {
    [...workload.ordered, workload.watcher].find(({ client }) => client.name === who).take(seq, text);
  },
  changed({ bucket, findings }, revision, text) {
    const other = bucket.stored.get(revision);
    findings.check("bucket", other === undefined, `${text} has the revision of ${other}`);
    bucket.stored.set(revision, text);
  },
  held: ({ objects }, name, digest) => objects.held.set(name, digest),
  did: (workload, what) => workload.did(what),
  note: ({ timeline }, who, what) => timeline.note(who, what),
  wrong: ({ findings }, who, what) => findings.add(who, what),
  done: (workload, command) => workload.done(command),
};
