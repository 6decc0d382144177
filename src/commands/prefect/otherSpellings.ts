/** What people write who know Prefect, or the `-V` of other programs. */
const otherSpellings: Readonly<Record<string, string>> = {
  "-V": "--version",
  "-cl": "--concurrency-limit",
  "-jv": "--job-variable",
  "--accept-yes": "--yes",
  "--day_or": "--day-or",
  "--interval-anchor": "--anchor-date",
  "--prefect-file": "--file",
  "--match": "--prefix",
  "--no-active": "--inactive",
  "--no-day_or": "--day-or=false",
  "--work-pool": "--pool",
  "--work-queue-prefix": "--prefix",
};

/** The command line in our spelling; what follows `--` is not ours. */
export function spelled(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  const ours = end < 0 ? args : args.slice(0, end);
  return [...ours.map((arg) => otherSpellings[arg] ?? arg), ...args.slice(ours.length)];
}
