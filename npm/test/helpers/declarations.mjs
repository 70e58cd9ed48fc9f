// What the declarations of nats.ws promise: its exports, and the public members of each.
import { fileURLToPath } from "node:url";
import ts from "typescript";

const entry = fileURLToPath(new URL("../../node_modules/nats.ws/lib/src/mod.d.ts", import.meta.url));

/**
 * The exports by name. Each has `isValue` and `isType`, and `isTypeOnly` if it is a value that only its type is exported
 * of; the number of its type `parameters`, the `files` that declare it, and the names of its public members: those of a
 * value of it, and the static ones.
 */
export function declarations() {
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    types: [],
  });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry));
  const all = new Map();
  for (const symbol of checker.getExportsOfModule(module)) {
    const isTypeOnly = symbol.declarations.some(ts.isTypeOnlyExportDeclaration);
    all.set(symbol.name, { ...describe(resolve(symbol, checker), checker), isTypeOnly });
  }
  return all;
}

function resolve(symbol, checker) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function describe(symbol, checker) {
  const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0;
  const isType = (symbol.flags & ts.SymbolFlags.Type) !== 0;
  const [declaration] = symbol.declarations;
  const type = isType ? checker.getDeclaredTypeOfSymbol(symbol) : undefined;
  const isObject = isClass || ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration);
  return {
    isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
    isType,
    isEnum: (symbol.flags & ts.SymbolFlags.Enum) !== 0,
    isClass,
    parameters: declaration.typeParameters?.length ?? 0,
    files: symbol.declarations.map((d) => d.getSourceFile().fileName),
    members: isType && isObject ? names(checker.getPropertiesOfType(type), checker) : [],
    statics: isClass ? names(checker.getPropertiesOfType(checker.getTypeOfSymbol(symbol)), checker) : [],
  };
}

/** The public ones by name, each with whether it may be missing; a well-known symbol as `Symbol.…`. */
function names(properties) {
  return properties.filter(isPublic).map((property) => ({
    name: property.name.replace(/^__@(\w+)@\d+$/, "Symbol.$1"),
    isOptional: (property.flags & ts.SymbolFlags.Optional) !== 0,
  }));
}

function isPublic(property) {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (property.declarations ?? []).every((d) => (ts.getCombinedModifierFlags(d) & hidden) === 0);
}
