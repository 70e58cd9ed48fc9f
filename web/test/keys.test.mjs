import assert from "node:assert/strict";
import { test } from "node:test";
import { shortcutFor, takesText } from "../src/shell/keys.js";

const shortcuts = [{ key: "p", label: "Publish", act() {} }];
const press = (key, more = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  defaultPrevented: false,
  ...more,
});

test("a key is a shortcut only by itself and outside of fields", () => {
  assert.equal(shortcutFor(shortcuts, press("p"), false), shortcuts[0]);
  assert.equal(shortcutFor(shortcuts, press("p"), true), undefined);
  assert.equal(shortcutFor(shortcuts, press("P"), false), undefined);
  for (const held of ["ctrlKey", "metaKey", "altKey", "defaultPrevented"])
    assert.equal(shortcutFor(shortcuts, press("p", { [held]: true }), false), undefined);
});

test("which elements take keys as text", () => {
  assert.ok(takesText({ localName: "input", type: "search" }));
  assert.ok(takesText({ localName: "textarea" }));
  assert.ok(takesText({ localName: "select" }));
  assert.ok(takesText({ localName: "div", isContentEditable: true }));
  assert.ok(!takesText({ localName: "input", type: "checkbox" }));
  assert.ok(!takesText({ localName: "button" }));
  assert.ok(!takesText(null));
});
