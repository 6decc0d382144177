import { userInfo } from "node:os";
import { expect, it, vi } from "vitest";
import { userName } from "../../src/commands/deploy/userName.ts";

vi.mock("node:os", { spy: true });

it("is the name of the user, or the number of one that has none", () => {
  expect(userName()).toBe(userInfo().username);
  vi.mocked(userInfo).mockImplementation(() => {
    throw new Error("A system error occurred: uv_os_get_passwd returned ENOENT");
  });
  expect(userName()).toBe(`uid ${process.getuid?.()}`);
});
