export * from "../../src/testing/clock.ts";
