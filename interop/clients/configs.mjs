// Configurations of streams and consumers.
import assert from "node:assert/strict";

/** Asserts that `found` has what `expected` has, and in metadata what a server adds. */
export function assertHas(found, expected) {
  for (const [field, value] of Object.entries(expected)) {
    if (field === "metadata") {
      assert.deepEqual({ ...found.metadata, ...value }, found.metadata);
    } else {
      assert.deepEqual(found[field], value, field);
    }
  }
}
