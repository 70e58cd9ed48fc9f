// The pen of the drawing: what pointer and keyboard do, as pieces of lines. No NATS in here.

/** How far an arrow key moves the pen, in pixels of the canvas. */
const STEP = 20;

/**
 * Gives `draw` the pieces of lines that are drawn on `canvas`.
 *
 * @param cursor - the element that shows where the keyboard's pen is
 * @param draw - takes a list of numbers: x and y of each point, in pixels of the canvas
 */
export function usePen(canvas, cursor, draw) {
  usePointer(canvas, draw);
  useKeyboard(canvas, cursor, draw);
}

/** Mouse, finger or stylus. While it moves, there is a piece for each frame that the browser shows. */
function usePointer(canvas, draw) {
  let pointer = null;
  let points = [];
  const send = () => {
    if (points.length > 2) {
      draw(points);
      // The next piece begins where this one ends.
      points = points.slice(-2);
    }
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (pointer === null && event.button === 0) {
      pointer = event.pointerId;
      canvas.setPointerCapture(pointer);
      points = place(canvas, event);
      draw(points);
    }
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId === pointer) {
      // A browser tells of several moves at once, which together are smoother than the last alone.
      const moves = event.getCoalescedEvents?.() ?? [];
      points.push(...(moves.length > 0 ? moves : [event]).flatMap((move) => place(canvas, move)));
      requestAnimationFrame(send);
    }
  });
  const lift = (event) => {
    if (event.pointerId === pointer) {
      send();
      pointer = null;
      points = [];
    }
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
}

/** Arrow keys move, with Shift they draw. */
function useKeyboard(canvas, cursor, draw) {
  let [x, y] = [canvas.width / 2, canvas.height / 2];
  const show = () => {
    cursor.hidden = !canvas.matches(":focus-visible");
    cursor.style.left = `${(100 * x) / canvas.width}%`;
    cursor.style.top = `${(100 * y) / canvas.height}%`;
  };
  canvas.addEventListener("focus", show);
  canvas.addEventListener("blur", show);
  canvas.addEventListener("keydown", (event) => {
    const [right, down] = DIRECTIONS[event.key] ?? [0, 0];
    if (right === 0 && down === 0) {
      return;
    }
    event.preventDefault();
    const from = [x, y];
    x = Math.min(Math.max(x + right * STEP, 0), canvas.width);
    y = Math.min(Math.max(y + down * STEP, 0), canvas.height);
    if (event.shiftKey) {
      draw([...from, x, y]);
    }
    show();
  });
}

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Returns where on the canvas an event is: x and y in its pixels, to a tenth. */
function place(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const x = ((event.clientX - box.left) * canvas.width) / box.width;
  const y = ((event.clientY - box.top) * canvas.height) / box.height;
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
}
