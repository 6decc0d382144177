import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { onThisMachine, setSlowness } from "./support/slowness.ts";

await setSlowness();

export default defineConfig({
  root: fileURLToPath(new URL("../", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
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
  },
});
