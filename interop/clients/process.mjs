// A client in another language: a program that does one step for each line of JSON. ../README.md lists the steps.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { StepFailure } from "./failure.mjs";

/** A client that is a process. */
export class ProcessClient {
  /**
   * @param name - what the tests call it
   * @param words - the program and its arguments
   */
  constructor(name, [program, ...words]) {
    this.name = name;
    this.waiting = new Map();
    this.count = 0;
    this.process = spawn(program, words, { stdio: ["pipe", "pipe", "inherit"] });
    // Writing to a process that has ended is an error, too; what waits for it learns of the end.
    this.process.stdin.on("error", () => {});
    this.ended = once(this.process, "close").catch(() => {});
    createInterface({ input: this.process.stdout }).on("line", (line) => this.settle(JSON.parse(line)));
    this.ended.then(() => this.failAll());
  }

  /** Does a step; resolves with its result, rejects with a {@link StepFailure}. */
  do(step, args = {}) {
    const id = ++this.count;
    const answer = new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject, step }));
    this.process.stdin.write(`${JSON.stringify({ id, step, with: args })}\n`);
    return answer;
  }

  /** Ends the process, once all steps are done. */
  async close() {
    this.process.stdin.end();
    await this.ended;
  }

  settle({ id, result, error }) {
    const { resolve, reject, step } = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) {
      reject(new StepFailure(`${step} by ${this.name}: ${error.text}`, error.code));
    } else {
      resolve(result ?? null);
    }
  }

  failAll() {
    for (const { reject, step } of this.waiting.values()) {
      reject(new StepFailure(`${step} by ${this.name}: the process has ended`, 0));
    }
    this.waiting.clear();
  }
}
