/** What all workloads over a scripted socket share: the clock, turns, and frames as a server cuts them. */

/** Frames as nats-server cuts them for browsers: every 4096 bytes, wherever in a message that is. */
export const FRAME = 4096;

/** Cuts a stream of bytes into frames. */
export function cut(stream) {
  const frames = [];
  for (let at = 0; at < stream.length; at += FRAME) frames.push(stream.subarray(at, at + FRAME));
  return frames;
}

/** Does `work`, which handles `msgs` messages: `{ msgs, ns, cpu_ns }`, wall and CPU time a message. */
export async function measure(msgs, work) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await work();
  const wall = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return { msgs, ns: (wall * 1e6) / msgs, cpu_ns: ((user + system) * 1e3) / msgs };
}

/** Waits, turn by turn, until `done()`; fails if that never comes. */
export async function until(done) {
  for (let turns = 0; turns < 1e6 && !done(); turns++) await tick();
  if (!done()) throw new Error("messages were lost");
}

/** Resolves in the next turn. */
export function tick() {
  return new Promise((resolve) => setImmediate(resolve));
}
