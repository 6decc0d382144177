-- A task's name inside a replay key, as src/engine/replay/replayKeys.ts writes it.
create or replace function provost_private.escaped_task_name(p_name text) returns text
language sql immutable parallel safe
return replace(replace(replace(p_name, '#', '%23'), '[', '%5b'), ']', '%5d');
