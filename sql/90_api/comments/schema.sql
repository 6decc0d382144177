-- What people read in psql (\d+) and in GraphQL's documentation. Lines that begin with @ are
-- PostGraphile's smart tags: relations that are no foreign keys (flow runs and history have
-- none), what is hidden, and by what one may filter and order, which is what an index serves.

comment on schema provost is
  'Provost as people and programs see it. The engine itself lives in provost_private.';

comment on type provost.state_type is
  'What a state means to the engine. A state also has a name, which is free.';

comment on function provost.prune is
  'Removes what ended, or happened, longer ago than `olderThan`: flow runs with all that belongs to '
  'them, and events. One step a call; pass `next` of the answer as `after` to go on, until it is '
  'null. `dryRun` only counts.';
comment on function provost.health is
  'How the database is doing: sizes, periods of history, the oldest transaction, dead rows. What is '
  'alarming comes with advice.';
