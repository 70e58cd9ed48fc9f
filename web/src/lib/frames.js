// @ts-check
/** When to draw: right before a paint, and no more often than somebody can read. */

/**
 * Wraps `run` so that any number of calls cost one run, right before the next paint that is at least `period` after the
 * last run. In a hidden tab nothing runs until the tab is shown again.
 *
 * @param {() => void} run
 * @param {number} [period] in milliseconds
 * @returns {() => void}
 */
export function beforePaint(run, period = 0) {
  let pending = false;
  let last = Number.NEGATIVE_INFINITY;
  const inFrame = () => {
    pending = false;
    last = performance.now();
    run();
  };
  return () => {
    if (pending) return;
    pending = true;
    const wait = last + period - performance.now();
    if (wait > 0) setTimeout(() => requestAnimationFrame(inFrame), wait);
    else requestAnimationFrame(inFrame);
  };
}
