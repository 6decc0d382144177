import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("../", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: [fileURLToPath(new URL("support/boot.ts", import.meta.url))],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Tests wait for the database more than they compute.
    maxWorkers: 4,
    restoreMocks: true,
    unstubEnvs: true,
    // The profiles of who runs the tests are not for them.
    env: { PROVOST_PROFILES_PATH: "/nonexistent/profiles.toml" },
  },
});
