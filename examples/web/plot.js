// The lines of the chart. No NATS in here.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Draws a line for each series, and writes the least and the greatest value beside them.
 *
 * @param series - pairs of a name and its points: `value`, and `at`, in milliseconds
 * @param colour - gives the colour of a name
 */
export function plot(series, colour) {
  const points = series.flatMap(([, points]) => points);
  const [x, left, right] = scale(points.map(({ at }) => at));
  const [y, least, greatest] = scale(points.map(({ value }) => value));
  const place = ({ at, value }) => `${x(at).toFixed(2)} ${(100 - y(value)).toFixed(2)}`;
  const lines = series.map(([name, points]) => {
    const line = document.createElementNS(SVG, "path");
    // Where there is one moment only, a line goes all the way.
    const ends = left === right ? [{ ...points.at(-1), at: left + 1 }] : [];
    line.setAttribute("d", `M ${[...points, ...ends].map(place).join(" L ")}`);
    line.style.stroke = colour(name);
    return line;
  });
  document.getElementById("plot").replaceChildren(...lines);
  document.getElementById("top").textContent = points.length > 0 ? greatest : "\u00a0";
  document.getElementById("bottom").textContent = points.length > 0 ? least : "Nothing has been measured yet";
}

/** Returns what places numbers between 0 and 100, with the least and the greatest of them. */
function scale(numbers) {
  const least = numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const span = greatest - least || 1;
  return [(number) => (100 * (number - least)) / span, least, greatest];
}
