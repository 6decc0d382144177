import type { Connection } from "../../src/db/pool.ts";
import { type Session, twoSessions, type TwoSessions } from "../support/twoSessions.ts";

/**
 * Plays `first` in a transaction that stays open until `second`, which runs in another session and
 * commits by itself, waits for one of its locks. Then the first one commits, or rolls back.
 */
export async function race<First, Second>(
  connection: Connection,
  first: (session: Session) => Promise<First>,
  second: (session: Session) => Promise<Second>,
  end: "commit" | "rollback" = "commit",
): Promise<{ first: First; second: Second }> {
  await using sessions: TwoSessions = await twoSessions(connection);
  const { a, b } = sessions;
  await a.query("begin");
  const firstAnswer = await first(a);
  const pending = second(b);
  // It is awaited below; should the first one fail before, its failure is the one to report.
  pending.catch(() => {});
  await sessions.untilBlocked(b);
  await a.query(end);
  return { first: firstAnswer, second: await pending };
}

/**
 * The same, but nothing of `second` waits for `first`: it must end while the first one is open.
 */
export async function meanwhile<First, Second>(
  connection: Connection,
  first: (session: Session) => Promise<First>,
  second: (session: Session) => Promise<Second>,
  end: "commit" | "rollback" = "commit",
): Promise<{ first: First; second: Second }> {
  await using sessions: TwoSessions = await twoSessions(connection);
  const { a, b } = sessions;
  await a.query("begin");
  const firstAnswer = await first(a);
  await b.query("set lock_timeout = '5s'");
  const secondAnswer = await second(b);
  await a.query(end);
  return { first: firstAnswer, second: secondAnswer };
}
