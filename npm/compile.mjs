// The sources as JavaScript modules with their comments, maps and declarations, as tsc makes them but for enums.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/**
 * Compiles what `config` (a file beside this one) names into the folder `out`. `more` are options besides.
 *
 * Enums become plain objects, of which bundlers leave out those that a program does not use; tsc makes calls of functions
 * of them, which no bundler dares to leave out. Of a `const enum` there is nothing left but the numbers, which tsc puts
 * in place only where it may look at all modules together.
 */
export function compile(root, config, out, more = {}) {
  const read = (path) => readFileSync(path, "utf8");
  const { config: settings } = ts.readConfigFile(join(root, config), read);
  const { fileNames, options } = ts.parseJsonConfigFileContent(settings, ts.sys, root);
  const together = { isolatedModules: false, verbatimModuleSyntax: false };
  const program = ts.createProgram(fileNames, { ...options, ...together, ...more, outDir: out });
  const problems = ts.getPreEmitDiagnostics(program);
  if (problems.length > 0) {
    const host = { getCurrentDirectory: () => root, getCanonicalFileName: (name) => name, getNewLine: () => "\n" };
    throw new Error(ts.formatDiagnostics(problems, host));
  }
  program.emit(undefined, undefined, undefined, false, { before: [plainEnums(program.getTypeChecker())] });
}

function plainEnums(checker) {
  return (context) => (file) => {
    const visit = (node) => (isPlain(node) ? asObject(node, checker, context.factory) : node);
    return ts.visitEachChild(file, visit, context);
  };
}

function isPlain(node) {
  return ts.isEnumDeclaration(node) && !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ConstKeyword);
}

/** `enum E { A = 1 }` as `const E = { A: 1, 1: "A" }`, with all comments. */
function asObject(node, checker, factory) {
  const members = node.members.map((member) => {
    const value = literal(checker.getConstantValue(member), factory);
    const property = factory.createPropertyAssignment(member.name, value);
    return ts.setCommentRange(ts.setTextRange(property, member), member);
  });
  const names = node.members.filter((member) => typeof checker.getConstantValue(member) === "number");
  const reverse = names.map((member) =>
    factory.createPropertyAssignment(
      factory.createStringLiteral(`${checker.getConstantValue(member)}`),
      factory.createStringLiteral(member.name.text),
    ),
  );
  const object = factory.createObjectLiteralExpression([...members, ...reverse], true);
  const variable = factory.createVariableDeclaration(node.name.text, undefined, undefined, object);
  const list = factory.createVariableDeclarationList([variable], ts.NodeFlags.Const);
  return ts.setCommentRange(ts.setTextRange(factory.createVariableStatement(node.modifiers, list), node), node);
}

function literal(value, factory) {
  if (typeof value === "string") {
    return factory.createStringLiteral(value);
  }
  return value < 0
    ? factory.createPrefixUnaryExpression(ts.SyntaxKind.MinusToken, factory.createNumericLiteral(-value))
    : factory.createNumericLiteral(value);
}
