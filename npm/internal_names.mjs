// Which property names the bundle may shorten: those that are declared only as private or `@internal` members, or as members
// of classes and interfaces in src/core that no user gets to see, or as exports of wasm modules, and that nothing else is
// called by: no public member, no key of an object literal, nothing that the platform declares. The types decide, so the
// sources need no naming convention.
import { basename, dirname, join } from "node:path";
import ts from "typescript";

/** Files in src/core whose members have given names: the API's, and those of the module that unpacks. */
const NAMED_BY_OTHERS = ["connection.ts", "msg.ts", "subscription.ts", "unpacker_exports.ts"];
/** Files that declare what wasm modules export: the build gives exports the same names. */
const EXPORTS = "exports.ts";

/** A pattern for esbuild's `mangleProps`. */
export function internalNames(root) {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(fileNames, options);
  const names = { internal: new Set(), fixed: new Set(), checker: program.getTypeChecker(), program };
  for (const tree of program.getSourceFiles().filter((file) => fileNames.includes(file.fileName))) {
    const file = basename(tree.fileName);
    const isCore = basename(dirname(tree.fileName)) === "core" && !NAMED_BY_OTHERS.includes(file);
    visit(tree, isCore || file === EXPORTS, names);
  }
  const internal = [...names.internal].filter((name) => !names.fixed.has(name)).sort();
  return new RegExp(`^(?:${internal.join("|")})$`);
}

function visit(node, isCore, names) {
  const { internal, fixed } = names;
  const isMember =
    ts.isClassElement(node) || ts.isTypeElement(node) || ts.isParameterPropertyDeclaration(node, node.parent);
  if (isMember && node.name !== undefined) {
    const isPrivate = ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private;
    const isOurs = isPrivate || isInternal(node) || (isCore && !ts.isTypeLiteralNode(node.parent));
    (isOurs ? internal : fixed).add(node.name.text);
  } else if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node) || ts.isEnumMember(node)) {
    fixed.add(node.name.text);
  } else if (isForeign(usedProperty(node, names.checker), names.program)) {
    fixed.add((node.propertyName ?? node.name).text);
  }
  ts.forEachChild(node, (child) => visit(child, isCore, names));
}

/** Whether a member, or the class or interface that it is of, says that it is nobody else's business. */
function isInternal(node) {
  return [node, node.parent].some((node) => ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal"));
}

/** The property that an access or a destructuring reads; `undefined` for all other nodes, `null` if it is not known. */
function usedProperty(node, checker) {
  if (ts.isPropertyAccessExpression(node)) {
    return checker.getSymbolAtLocation(node.name) ?? null;
  }
  if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
    return checker.getTypeAtLocation(node.parent).getProperty((node.propertyName ?? node.name).text) ?? null;
  }
  return undefined;
}

/** Whether somebody else declares it, the platform or a package, or nobody does. */
function isForeign(property, program) {
  if (property === undefined) {
    return false;
  }
  const files = (property?.declarations ?? []).map((declaration) => declaration.getSourceFile());
  return files.length === 0 || files.some((file) => program.isSourceFileDefaultLibrary(file) || file.isDeclarationFile);
}
