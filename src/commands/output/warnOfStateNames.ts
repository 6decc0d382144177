import { stateNames } from "../../flow/states/stateNames.ts";
import { nearestName } from "../../nearestName.ts";
import { say } from "./print.ts";

/** Code may give a state any name; one that is close to a known one was most likely misspelt. */
export function warnOfStateNames(names: readonly string[] = []): void {
  const known: string[] = Object.values(stateNames).flat();
  for (const name of names.filter((each) => !known.includes(each))) {
    const nearest = nearestName(name, known);
    if (nearest !== undefined) {
      say(`Warning: no state is named '${name}' by Provost: did you mean ${nearest}?`);
    }
  }
}
