import { InvalidInput } from "../../errors.ts";
import { TimedOut } from "../runs/runErrors.ts";
import { currentRunner } from "../runs/runner.ts";
import { runScopes } from "../runs/runScope.ts";
import type { RunScope } from "../runs/runScope.ts";
import { isFinal, State, stateOfRun } from "../states/states.ts";
import { timeoutOf } from "./taskFuture.ts";
import type { ResultOptions, WaitOptions } from "./taskFuture.ts";
import type { TaskDefinition } from "../taskOptions.ts";

/**
 * The result to come of a task that runs in the background, perhaps in another process. It is no
 * promise: awaiting what `delay` answers gives the future, as soon as the call is stored.
 */
export class DistributedFuture<Result> {
  /** The id of the run: `taskFuture(id)` gives its future in any process. */
  readonly taskRunId: string;
  readonly #task: TaskDefinition | undefined;
  #state: State<Result> = stateOfRun(new State({ type: "SCHEDULED" }));

  constructor(taskRunId: string, task?: TaskDefinition) {
    this.taskRunId = taskRunId;
    this.#task = task;
  }

  /** How the run stood when it was last looked at; `wait` looks. */
  get state(): State<Result> {
    return this.#state;
  }

  /**
   * Waits until the run is over, or the time is: with 0 seconds it only looks. Answers the state,
   * whatever it is. Throws NotFound when there is no such run. A flow that waits is let go of, like
   * one that sleeps.
   */
  wait(options: WaitOptions = {}): Promise<State<Result>> {
    return this.#waitIn(runScopes.getStore() ?? currentRunner(), options);
  }

  async #waitIn(
    where: Pick<RunScope, "waitForTask">,
    options: WaitOptions = {},
  ): Promise<State<Result>> {
    if (!isFinal(this.#state)) {
      const seconds = timeoutOf(options);
      const state = await where.waitForTask(this.taskRunId, seconds, this.#task);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is the state of this run
      this.#state = stateOfRun(state) as State<Result>;
    }
    return this.#state;
  }

  /** The result. Throws what the task threw, or TimedOut if it is not there in time. */
  result(options?: WaitOptions & { raiseOnFailure?: true }): Promise<Result>;
  result(options: ResultOptions): Promise<Result | Error>;
  async result({ raiseOnFailure = true, ...options }: ResultOptions = {}): Promise<unknown> {
    const state = await this.wait(options);
    if (isFinal(state)) return state.result({ raiseOnFailure });
    throw new TimedOut(
      `Background run ${this.taskRunId} was not over within ${options.timeoutSeconds} second(s); ` +
        `it is ${state.name}.`,
      {
        hint:
          state.type === "SCHEDULED"
            ? "Is the task served anywhere? `provost task ls` tells."
            : "Wait longer, or give the task a `timeoutSeconds` of its own.",
      },
    );
  }

  /** Has a function called once the task is over. What it throws is not heard. */
  onDone(fn: (future: this) => unknown): this {
    const tell = async () => {
      // Also when the code that asks for it is over by then.
      await this.#waitIn(currentRunner());
      await fn(this);
    };
    tell().catch(() => {});
    return this;
  }
}

/**
 * The future of a background run by its id, in whatever process it was sent. Name the task when
 * its results have a storage or serializer of your own.
 */
export function taskFuture<Result = unknown>(
  taskRunId: string,
  task?: TaskDefinition & ((...args: never[]) => Promise<Result>),
): DistributedFuture<Result> {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(taskRunId)) {
    return new DistributedFuture(taskRunId.toLowerCase(), task);
  }
  throw new InvalidInput(`Expected the id of a background run, got ${JSON.stringify(taskRunId)}.`, {
    hint: "It is the `taskRunId` of the future that `delay` answered.",
  });
}
