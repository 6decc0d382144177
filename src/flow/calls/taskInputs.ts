import { isRecord } from "../isRecord.ts";
import type { LooseFunction } from "./looseFunction.ts";

const namesOfFunctions = new WeakMap<LooseFunction, readonly string[]>();

/**
 * The arguments of a call by the names of the function's parameters. An object that the function
 * takes apart counts as its fields: `({ source }) => …` has an input `source`. What has no name
 * goes by its number, from 0. `firstParameter` is the parameter that the first argument is for.
 */
export function namedInputs(
  fn: LooseFunction,
  args: readonly unknown[],
  firstParameter = 0,
): Readonly<Record<string, unknown>> {
  let names = namesOfFunctions.get(fn);
  if (names === undefined) namesOfFunctions.set(fn, (names = parameterNames(fn)));
  const inputs: Record<string, unknown> = {};
  for (const [index, arg] of args.entries()) {
    const name = names[firstParameter + index];
    if (name?.startsWith("...")) {
      inputs[name.slice(3)] = args.slice(index);
      break;
    }
    if (name?.startsWith("{") && isRecord(arg)) Object.assign(inputs, arg);
    else inputs[name === undefined || name.startsWith("{") ? String(index) : name] = arg;
  }
  return inputs;
}

/**
 * The names in the parameter list of a function, as its source text has them: `...rest` for the
 * last that takes all others, `{` for an object that is taken apart, its number where it has none.
 */
export function parameterNames(fn: LooseFunction): readonly string[] {
  const source = Function.prototype.toString
    .call(fn)
    .replace(textsAndComments, (found) => (/^\/[/*]/.test(found) ? " " : found));
  const single = /^\s*(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(source);
  const list = single ? [single[1] ?? ""] : parameterList(source);
  return list.map((text, index) => {
    const parameter = text.trim();
    if (parameter.startsWith("{")) return "{";
    return /^(?:\.\.\.)?[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(parameter)?.[0] ?? String(index);
  });
}

/** Addresses among the defaults have two slashes, too. */
const textsAndComments =
  /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|`(?:\\[^]|[^`\\])*`|\/\*[^]*?\*\/|\/\/[^\n]*/g;

/** The texts between the commas of the first pair of round brackets. */
function parameterList(source: string): string[] {
  const parameters: string[] = [];
  let start = source.indexOf("(") + 1;
  let depth = 0;
  let quote = "";
  for (let i = start; start > 0 && i < source.length; i++) {
    const character = source[i] ?? "";
    if (quote !== "") {
      if (character === "\\") i++;
      else if (character === quote) quote = "";
    } else if (`"'\``.includes(character)) quote = character;
    else if ("([{".includes(character)) depth++;
    else if (depth > 0 && ")]}".includes(character)) depth--;
    else if (depth === 0 && ",)".includes(character)) {
      parameters.push(source.slice(start, i));
      start = i + 1;
      if (character === ")") break;
    }
  }
  return parameters.filter((text) => text.trim() !== "");
}
