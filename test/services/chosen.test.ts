import { expect, it, vi } from "vitest";
import { isChosen } from "../../src/services/chosen.ts";

it("lets all of a few see to it, and a few of a crowd", () => {
  let throws = 0;
  const random = vi.spyOn(Math, "random").mockImplementation(() => (throws++ % 100) / 100);
  const chosenOf = (crowd: number) => Array.from({ length: crowd }, () => isChosen(crowd));
  expect(chosenOf(4)).toEqual([true, true, true, true]);
  expect(chosenOf(100).filter(Boolean)).toHaveLength(4);
  random.mockRestore();
});
