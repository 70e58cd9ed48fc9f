// Every behaviour of test/helpers/behaviours.mjs, one after the other, wherever this runs.
import { behaviours } from "./behaviours.mjs";

/**
 * Resolves with what did not hold, or with how much did.
 *
 * @param settings - in the manner of a query: `url` of the server, `deadUrl` where none is, and `control`, where the test
 * takes the server away and brings it back
 */
export async function behave(nats, settings) {
  const { url, deadUrl, control } = Object.fromEntries(new URLSearchParams(settings));
  const env = {
    url,
    deadUrl,
    async outage(during) {
      await fetch(`${control}/down`);
      await during();
      await fetch(`${control}/up`);
    },
  };
  const failures = [];
  for (const [name, behaviour] of Object.entries(behaviours)) {
    try {
      await behaviour(nats, env);
    } catch (err) {
      failures.push(`${name}: ${err.stack ?? err}`);
    }
  }
  return failures.join("\n") || `all ${Object.keys(behaviours).length} hold`;
}
