import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { onThisMachine, setSlowness } from "./support/slowness.ts";

await setSlowness();

/** Asks the database alone and leaves nothing in its process, which is the same for many files. */
const ofDatabase = ["test/{sql,races,schedules,schema}/**/*.test.ts"];

export default defineConfig({
  root: fileURLToPath(new URL("../", import.meta.url)),
  test: {
    globalSetup: [fileURLToPath(new URL("support/boot.ts", import.meta.url))],
    // For what hangs, not for what is slow.
    testTimeout: onThisMachine(180_000),
    hookTimeout: onThisMachine(180_000),
    // Tests wait for the database more than they compute.
    maxWorkers: 4,
    restoreMocks: true,
    unstubEnvs: true,
    // The profiles of who runs the tests are not for them.
    env: { PROVOST_PROFILES_PATH: "/nonexistent/profiles.toml" },
    projects: [
      { extends: true, test: { name: "database", include: ofDatabase, isolate: false } },
      {
        extends: true,
        test: { name: "program", include: ["test/**/*.test.ts"], exclude: ofDatabase },
      },
    ],
  },
});
