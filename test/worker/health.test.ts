import { beforeEach, describe, expect, it } from "vitest";
import { WorkerHealth } from "../../src/worker/health.ts";

let time = 0;
let health: WorkerHealth;

beforeEach(() => {
  time = 1000;
  health = new WorkerHealth({ leaseSeconds: 9, pollSeconds: 30, now: () => time });
});

/** Time passes while what is named goes on. */
function pass(seconds: number, goesOn: ("beaten" | "polled")[]): void {
  for (let i = 0; i < seconds; i++) {
    time += 1000;
    for (const each of goesOn) health[each]();
  }
}

describe("a worker", () => {
  it("is online while it beats and polls", () => {
    pass(100, ["beaten", "polled"]);
    expect(health.report()).toEqual({
      status: "ONLINE",
      isHealthy: true,
      secondsSinceBeat: 0,
      secondsSincePoll: 0,
    });
  });

  it("is stalled when no beat was answered for a lease", () => {
    pass(9, ["polled"]);
    expect(health.report()).toMatchObject({ status: "ONLINE" });
    pass(1, ["polled"]);
    expect(health.report()).toMatchObject({ status: "STALLED", isHealthy: false });
    health.beaten();
    expect(health.report()).toMatchObject({ status: "ONLINE" });
  });

  it("is stalled when no poll was answered for half a minute", () => {
    pass(30, ["beaten"]);
    expect(health.report()).toMatchObject({ status: "ONLINE" });
    pass(1, ["beaten"]);
    expect(health.report()).toMatchObject({ status: "STALLED", isHealthy: false });
  });

  it("is healthy while it drains, if it beats", () => {
    health.draining();
    pass(100, ["beaten"]);
    expect(health.report()).toMatchObject({ status: "DRAINING", isHealthy: true });
    pass(10, []);
    expect(health.report()).toMatchObject({ status: "STALLED", isHealthy: false });
  });

  it("is offline in the end", () => {
    health.draining();
    health.offline();
    expect(health.report()).toMatchObject({ status: "OFFLINE", isHealthy: false });
  });
});
