export * from "../../src/testing/template.ts";
