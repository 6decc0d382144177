import type { Argument, Command, Option } from "commander";

export interface Suggestion {
  text: string;
  description: string;
}

/**
 * What may stand in the place of the last word, after those before it: commands, options, or the
 * choices of an option or an argument.
 */
export function suggestions(program: Command, words: readonly string[]): Suggestion[] {
  const typed = words.at(-1) ?? "";
  const { command, waiting, given } = follow(program, words.slice(0, -1));
  return candidates(command, typed, waiting, given).filter(({ text }) => text.startsWith(typed));
}

interface Place {
  command: Command;
  /** The option whose value comes next. */
  waiting: Option | undefined;
  /** How many arguments of the command stand before. */
  given: number;
}

function follow(program: Command, words: readonly string[]): Place {
  const place: Place = { command: program, waiting: undefined, given: 0 };
  for (const word of words) {
    if (place.waiting) {
      place.waiting = undefined;
    } else if (word.startsWith("-")) {
      const option = optionsOf(place.command).find(({ long, short }) =>
        [long, short].includes(word),
      );
      if (option?.required) place.waiting = option;
    } else {
      const child = place.command.commands.find(
        (each) => each.name() === word || each.aliases().includes(word),
      );
      if (child) Object.assign(place, { command: child, given: 0 });
      else place.given++;
    }
  }
  return place;
}

function candidates(
  command: Command,
  typed: string,
  waiting: Option | undefined,
  given: number,
): Suggestion[] {
  if (waiting) return choicesOf(waiting);
  if (typed.startsWith("-")) {
    return optionsOf(command).map((option) => {
      return { text: option.long ?? option.short ?? "", description: option.description };
    });
  }
  const children = command.commands.map((child) => {
    return { text: child.name(), description: child.description() };
  });
  const argument = command.registeredArguments.at(given);
  return argument ? [...children, ...choicesOf(argument)] : children;
}

function choicesOf({ argChoices, description }: Option | Argument): Suggestion[] {
  return (argChoices ?? []).map((text) => ({ text, description }));
}

function optionsOf(command: Command): Option[] {
  const own = command.createHelp().visibleOptions(command);
  return command.parent ? [...own, ...optionsOf(command.parent)] : own;
}
