// Enums in minified code as plain objects. esbuild writes them as calls of functions, as TypeScript does:
// `E=(e=>(e.A="a",e[e.B=1]="B",e))(E||{})`. That is longer, and bundlers cannot tell that such a call has no effect, so they
// keep what a program does not use.

/** `code` with `E={1:"B",A:"a",B:1}` instead. */
export function enumLiterals(code) {
  return code.replace(ENUM, (_, name, call) => `${name}={${literal(new Function(`return ${call}({})`)())}}`);
}

function literal(members) {
  const text = ([name, value]) => `${/^(\d+|\w+)$/.test(name) ? name : JSON.stringify(name)}:${JSON.stringify(value)}`;
  return Object.entries(members).map(text).join(",");
}

const MEMBER = String.raw`\3(?:\.\w+=|\[\3\.\w+=-?\d+\]=)"[^"\\]*",`;
const ENUM = new RegExp(String.raw`\b(\w+)=(\((\w+)=>\((?:${MEMBER})+\3\)\))\(\1\|\|\{\}\)`, "g");
