import { defineFunction, type NoArguments } from "./defineFunction.ts";

/** A concurrency limit as it is stored. */
export interface ConcurrencyLimit {
  id: string;
  name: string;
  limit: number;
  active: boolean;
  slotDecayPerSecond: number;
  avgSlotOccupancySeconds: number;
}

export interface ListedLimit extends ConcurrencyLimit {
  activeSlots: number;
  waitingSlots: number;
  deniedSlots: number;
  /** `flow/deployment`, if it is the limit of one. */
  deployment: string | null;
}

export interface LimitSlot {
  status: "HELD" | "WAITING";
  slots: number;
  since: string;
  expires?: string;
  flowRunId?: string;
  flowRunName?: string;
  taskKey?: string;
  holder?: string;
  leaseId: string;
}

export interface InspectedLimit extends ListedLimit {
  slots: LimitSlot[];
  created: Date;
  updated: Date;
}

export interface FairnessWeight {
  fairnessKey: string;
  weight: number;
  updated: Date;
}

/** The functions by which people make, change and look at concurrency limits. */
export const limitFunctions = {
  listConcurrencyLimits: defineFunction<NoArguments, ListedLimit>({
    name: "list_concurrency_limits",
    args: {},
    returns: "rows",
    idempotent: true,
  }),

  inspectConcurrencyLimit: defineFunction<{ name: string }, InspectedLimit>({
    name: "inspect_concurrency_limit",
    args: { name: "text" },
    returns: "row",
    records: ["slots"],
    idempotent: true,
  }),

  createConcurrencyLimit: defineFunction<
    {
      name: string;
      limit: number;
      active?: boolean | undefined;
      slotDecayPerSecond?: number | undefined;
      activeSlots?: number | undefined;
      overwrite?: boolean | undefined;
    },
    ConcurrencyLimit
  >({
    schema: "provost",
    name: "create_concurrency_limit",
    args: {
      name: "text",
      limit: "integer",
      active: "boolean",
      slotDecayPerSecond: "double precision",
      activeSlots: "integer",
      overwrite: "boolean",
    },
    returns: "row",
  }),

  updateConcurrencyLimit: defineFunction<
    {
      name: string;
      limit?: number | undefined;
      active?: boolean | undefined;
      slotDecayPerSecond?: number | undefined;
      activeSlots?: number | undefined;
    },
    ConcurrencyLimit
  >({
    schema: "provost",
    name: "update_concurrency_limit",
    args: {
      name: "text",
      limit: "integer",
      active: "boolean",
      slotDecayPerSecond: "double precision",
      activeSlots: "integer",
    },
    returns: "row",
    idempotent: true,
  }),

  deleteConcurrencyLimit: defineFunction<{ name: string }, ConcurrencyLimit>({
    schema: "provost",
    name: "delete_concurrency_limit",
    args: { name: "text" },
    returns: "row",
  }),

  resetConcurrencyLimit: defineFunction<
    { name: string; slotOverride?: readonly string[] | undefined },
    number
  >({
    schema: "provost",
    name: "reset_concurrency_limit",
    args: { name: "text", slotOverride: "uuid[]" },
    returns: "value",
    idempotent: true,
  }),

  listFairnessWeights: defineFunction<NoArguments, FairnessWeight>({
    name: "list_fairness_weights",
    args: {},
    returns: "rows",
    idempotent: true,
  }),

  setFairnessWeight: defineFunction<{ fairnessKey: string; weight: number | null }, number>({
    schema: "provost",
    name: "set_fairness_weight",
    args: { fairnessKey: "text", weight: "double precision" },
    returns: "value",
    idempotent: true,
  }),
};
