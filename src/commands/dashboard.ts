import { Command } from "commander";
import { examples } from "./arguments.ts";

export function dashboardCommand(): Command {
  const command = new Command("dashboard").description("the server in a browser");
  command
    .command("open")
    .description("print the address of the server, and open it in a browser")
    .addHelpText("after", examples("provost dashboard open"))
    .action(async () => {
      const { openDashboard } = await import("./server/openDashboard.ts");
      await openDashboard();
    });
  return command;
}
