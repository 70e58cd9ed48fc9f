// A program in which values of our types stand where those of nats.ws are wanted, and the other way round, whole or member
// by member. Its lines come from the declarations of nats.ws, so that none can be forgotten; what cannot be assigned is
// listed here by name, and has to be refused by the compiler.
import { declarations } from "../../test/helpers/declarations.mjs";

const NOMINAL = "private members make a class nominal";
const UNDECLARED = "theirs has direct gets, and does not declare them";
const WIDER = "an authenticator of ours may give a promise";

/** Types of which the whole cannot be assigned, by whose they are, and why; their members are assigned one by one. */
const WHOLE = {
  "ours ConnectionOptions": WIDER,
  "ours Nuid": NOMINAL,
  "theirs Bench": NOMINAL,
  "theirs JetStreamClient": UNDECLARED,
  "theirs JetStreamManager": UNDECLARED,
  "theirs MsgHdrsImpl": NOMINAL,
  "theirs NatsConnection": UNDECLARED,
  "theirs Nuid": NOMINAL,
};

/** Members of {@link WHOLE} that cannot be assigned, and why. */
const MEMBERS = {
  "ours ConnectionOptions.authenticator": WIDER,
  "theirs Bench.nc": UNDECLARED,
  "theirs JetStreamClient.jetstreamManager": UNDECLARED,
  "theirs JetStreamManager.direct": UNDECLARED,
  "theirs JetStreamManager.jetstream": UNDECLARED,
  "theirs NatsConnection.jetstream": UNDECLARED,
  "theirs NatsConnection.jetstreamManager": UNDECLARED,
};

/** Functions, classes and constants that cannot be assigned, and why. */
const VALUES = {
  Nuid: NOMINAL,
  nuid: NOMINAL,
};

/** The program: `text`, and how many things it assigns. */
export function compatProgram() {
  const lines = [];
  for (const [name, declaration] of declarations()) {
    lines.push(...valueLines(name, declaration), ...typeLines(name, declaration));
  }
  const imports = [`import * as theirs from "nats.ws";`, `import * as ours from "nats-web";`];
  return { text: `${[...imports, ...lines].join("\n")}\n`, assignments: lines.filter((l) => l.includes("=")).length };
}

function valueLines(name, { isValue, isTypeOnly }) {
  const line = `export const value_${name}: typeof theirs.${name} = ours.${name};`;
  return isValue && !isTypeOnly ? expect(line, name in VALUES) : [];
}

function typeLines(name, { isType, parameters, members }) {
  if (!isType) {
    return [];
  }
  const type = `${name}${parameters > 0 ? `<${Array(parameters).fill("string").join(", ")}>` : ""}`;
  return ["ours", "theirs"].flatMap((mine) => {
    const other = mine === "ours" ? "theirs" : "ours";
    const value = `${mine}_${name}`;
    const lines = [
      `declare const ${value}: ${mine}.${type};`,
      ...expect(`export const whole_${value}: ${other}.${type} = ${value};`, `${mine} ${name}` in WHOLE),
    ];
    if (`${mine} ${name}` in WHOLE) {
      for (const { name: member } of members.filter((m) => !m.name.startsWith("Symbol."))) {
        const line = `export const ${value}_${member}: ${other}.${type}["${member}"] = ${value}.${member};`;
        lines.push(...expect(line, `${mine} ${name}.${member}` in MEMBERS));
      }
    }
    return lines;
  });
}

/** `line`, of which the compiler is told whether it has to refuse it. */
function expect(line, isRefused) {
  return isRefused ? ["// @ts-expect-error it is on the list", line] : [line];
}
