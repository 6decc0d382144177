import { describe, expect, it } from "vitest";
import { lackingParameters } from "../../src/commands/deployment/lackingParameters.ts";
import type { InspectedDeployment, ListedSchedule } from "../../src/db/cliRows.ts";

const schedule = (slug: string, more: Partial<ListedSchedule> = {}): ListedSchedule => ({
  id: "00000000-0000-7000-8000-000000000000",
  slug,
  active: true,
  cron: "0 2 * * *",
  timezone: "UTC",
  parameters: {},
  ...more,
});

const warnings = (more: Partial<InspectedDeployment>, slug?: string) =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rest plays no part here
  lackingParameters(
    {
      name: "etl/nightly",
      parameters: { source: "a.csv" },
      parameterOpenapiSchema: { type: "object", required: ["source", "limit"] },
      enforceParameterSchema: true,
      schedules: [
        schedule("a"),
        schedule("b", { parameters: { limit: 1 } }),
        schedule("c", { active: false }),
      ],
      ...more,
    } as InspectedDeployment,
    slug,
  );

describe("a schedule whose runs lack parameters", () => {
  it("is told of, with what is required and nobody gives", () => {
    expect(warnings({})).toEqual([
      `Warning: no run of schedule 'a' of 'etl/nightly' can be planned without "limit": give the schedule parameters, or the deployment defaults.`,
    ]);
    expect(warnings({}, "b")).toEqual([]);
  });

  it("is none where nothing is required, or the schema is not enforced", () => {
    expect(warnings({ parameterOpenapiSchema: { type: "object" } })).toEqual([]);
    expect(warnings({ parameterOpenapiSchema: null })).toEqual([]);
    expect(warnings({ enforceParameterSchema: false })).toEqual([]);
  });
});
