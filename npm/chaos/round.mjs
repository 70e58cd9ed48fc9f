// A round: programs run on a cluster while the faults of a seed happen to it; then everything heals, and is looked at.
import { Checks } from "./checks.mjs";
import { Cluster } from "./cluster.mjs";
import { Faults } from "./faults.mjs";
import { Findings } from "./findings.mjs";
import { describe, planOf } from "./plan.mjs";
import { Scope } from "./scope.mjs";
import { Timeline } from "./timeline.mjs";
import { CLIENTS, CONSUMERS, STREAMS, Workload } from "./workload.mjs";

/**
 * Plays a round.
 *
 * @param seed - of which the faults follow
 * @param seconds - for which faults happen
 * @param watch - called with each line of the timeline, if given
 * @param start - starts the programs; by default those of the npm package
 * @returns what was `wrong` (empty if all is well), a `summary`, and the `timeline` of faults and what was seen
 */
export async function playRound(seed, seconds, watch, start = Workload.start) {
  const scope = new Scope();
  const timeline = new Timeline(watch);
  const findings = new Findings(timeline);
  let workload;
  try {
    const plan = planOf(seed, seconds, CLIENTS);
    for (const line of describe(plan)) {
      timeline.note("plan", line);
    }
    const cluster = await Cluster.start(scope, timeline);
    workload = await start(scope, cluster, seed, findings, timeline);
    timeline.note("round", "begins");
    await new Faults(cluster, workload.clients, STREAMS, CONSUMERS, timeline).play(plan);
    await workload.stopWriting();
    timeline.note("round", "nothing more is written");
    await new Checks(cluster, workload, findings).run();
    timeline.note("round", "is over");
  } catch (err) {
    findings.add("round", `${err.stack}`);
  } finally {
    await scope.end();
  }
  return { wrong: findings.all, summary: workload?.summary() ?? "nothing was begun", timeline };
}
