// What happened when: faults, and what each worker saw of them.

export class Timeline {
  /** @param watch - called with each line as it is noted, if given */
  constructor(watch) {
    this.begun = performance.now();
    this.lines = [];
    this.watch = watch;
  }

  /** Notes that `who` did or saw `what`. */
  note(who, what) {
    const line = `${((performance.now() - this.begun) / 1000).toFixed(3).padStart(8)}  ${who.padEnd(12)} ${what}`;
    this.lines.push(line);
    this.watch?.(line);
  }

  toString() {
    return this.lines.join("\n");
  }
}

/** What an error says, in one line. */
export function inWords(err) {
  const code = err?.api_error ? `${err.code} ${err.api_error.err_code}` : err?.code;
  return `${err?.name ?? typeof err} ${code ?? ""} ${err?.message ?? err}`.replaceAll("\n", " ");
}
