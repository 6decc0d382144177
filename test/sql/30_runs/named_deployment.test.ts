import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { deploy } from "../engine.ts";
import { value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const idOf = (deployment: string): Promise<string> =>
  value(db, "select id from provost.deployments where full_name = $1", [deployment]);

const named = (text: string): Promise<string> =>
  value(db, "select full_name from provost_private.named_deployment($1)", [text]);

describe("a deployment", () => {
  it("is found by its name, by its id and by the first digits of it", async () => {
    const deployment = await deploy(db);
    const id = await idOf(deployment);
    for (const text of [deployment, id, id.toUpperCase(), id.slice(0, 18), id.slice(0, 35)]) {
      expect(await named(text)).toBe(deployment);
    }
  });

  it("is not guessed when several have an id that begins so", async () => {
    const id = await idOf(await deploy(db));
    await deploy(db);
    const find = (text: string) => `select provost_private.named_deployment('${text}')`;
    expect(await refusal(db, find(id.slice(0, 6)))).toMatchObject({ code: "VOARG" });
    expect(await refusal(db, find(`${id.slice(0, 35)}x`))).toMatchObject({ code: "VODEP" });
  });
});
