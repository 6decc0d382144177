import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { etl } from "../../src/examples/etl.ts";
import { parseCsv } from "./csvText.ts";
import { useExamples } from "./useExamples.ts";

const data = fileURLToPath(new URL("../../../shared/data/", import.meta.url));
const examples = useExamples();

/** What the types of each file must be: all other columns are text. */
const files = {
  navaids: {
    rows: 11_008,
    bigint: "id frequency_khz elevation_ft dme_frequency_khz dme_elevation_ft",
    numeric:
      "latitude_deg longitude_deg dme_latitude_deg dme_longitude_deg slaved_variation_deg " +
      "magnetic_variation_deg",
  },
  countries: { rows: 249, bigint: "id", numeric: "" },
  regions: { rows: 3987, bigint: "id", numeric: "" },
};

describe.for(Object.entries(files))("the file %s", ([name, expected]) => {
  const source = `${data}${name}.csv`;

  it.skipIf(!existsSync(source))("is loaded value by value, once", async () => {
    const { rows } = expected;
    const [header = [], ...written] = parseCsv(readFileSync(source, "utf8"));
    expect(written).toHaveLength(rows);
    const counts = { table: `public.${name}`, rows, loaded: rows, rejected: 0 };
    expect(await etl({ source })).toEqual({ ...counts, written: rows });

    const read = async () => {
      const fields = header.map((column) => `"${column}"::text`).join(", ");
      const { rows: found } = await examples.database.pool.query<(string | null)[]>({
        text: `select ${fields} from ${name} order by ${name}.id`,
        rowMode: "array",
      });
      return found;
    };
    const nullWhereEmpty = written
      .map((row) => row.map((field) => (field === "" ? null : field)))
      .sort(([a], [b]) => Number(a) - Number(b));
    expect(await read()).toEqual(nullWhereEmpty);

    expect(await etl({ source })).toEqual({ ...counts, written: 0 });
    expect(await read()).toEqual(nullWhereEmpty);
  });

  it.skipIf(!existsSync(source))("has columns of the types that its values are of", async () => {
    const types = await examples.query(
      `select data_type as type, string_agg(column_name, ' ' order by ordinal_position) as columns
       from information_schema.columns where table_name = $1 and data_type <> 'text'
       group by data_type order by data_type`,
      [name],
    );
    const { bigint, numeric } = expected;
    expect(types).toEqual([
      { type: "bigint", columns: bigint },
      ...(numeric === "" ? [] : [{ type: "numeric", columns: numeric }]),
    ]);
  });
});
