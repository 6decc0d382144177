import { redactUrl } from "../../errors.ts";
import { settingLayers, type SettingSource } from "../../settings/environment.ts";
import { isSecretSetting, settingDefaults } from "../../settings/variables.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRows } from "../output/print.ts";

export interface ViewOptions {
  showDefaults?: boolean;
  hideSources?: boolean;
  showSecrets?: boolean;
  output: OutputFormat;
}

interface ViewedSetting {
  name: string;
  value: string | null;
  source: SettingSource | "default";
}

/** Shows every setting that is set, and where; of several places, the one that counts. */
export function viewSettings({
  showDefaults = false,
  hideSources = false,
  showSecrets = false,
  output,
}: ViewOptions): void {
  const shown = currentSettings()
    .filter(({ source }) => showDefaults || source !== "default")
    .map((setting) => (showSecrets ? setting : withoutSecrets(setting)));
  const columns: Column<ViewedSetting>[] = [
    { heading: "SETTING", whole: true, cell: ({ name }) => name },
    { heading: "VALUE", cell: ({ value }) => value ?? "" },
  ];
  if (!hideSources) columns.push({ heading: "FROM", cell: ({ source }) => source });
  printRows(shown, columns, output, "Nothing is set; --show-defaults shows what counts instead.");
}

function currentSettings(): ViewedSetting[] {
  const layers = settingLayers();
  return Object.entries(settingDefaults()).map(([name, byDefault]) => {
    const layer = layers.find(({ values }) => values[name] !== undefined);
    return {
      name,
      value: layer?.values[name] ?? byDefault ?? null,
      source: layer?.source ?? "default",
    };
  });
}

function withoutSecrets({ name, value, source }: ViewedSetting): ViewedSetting {
  const isSecret = value !== null && isSecretSetting(name);
  return { name, value: isSecret ? redactUrl(value) : value, source };
}
