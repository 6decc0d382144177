const generatorFunctions = ["[object AsyncGeneratorFunction]", "[object GeneratorFunction]"];

/** Whether a function is written with `function*`. */
export function isGeneratorFunction(fn: unknown): boolean {
  return generatorFunctions.includes(Object.prototype.toString.call(fn));
}
