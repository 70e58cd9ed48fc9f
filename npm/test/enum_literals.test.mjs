// What the build makes of enums.
import assert from "node:assert/strict";
import { test } from "node:test";
import { enumLiterals } from "../enum_literals.mjs";

test("enums of texts and of numbers become objects that are the same", () => {
  const code =
    'var a=(e=>(e.Some="so me",e.Other="o(t)h,er",e))(a||{}),b=(t=>(t[t.No=-1]="No",t[t.Yes=4]="Yes",t))(b||{});';
  const run = (code) => new Function(`${code}return [a,b]`)();
  const literals = enumLiterals(code);
  assert.equal(literals, 'var a={Some:"so me",Other:"o(t)h,er"},b={4:"Yes",No:-1,"-1":"No",Yes:4};');
  assert.deepEqual(run(literals), run(code));
});

test("other code stays as it is", () => {
  for (const code of ["var a=(e=>(e.f=g(),e))(a||{});", 'var b=(e=>(e.A="a",e))(c||{});', "f((e=>(e.x,e)))"]) {
    assert.equal(enumLiterals(code), code);
  }
});
