-- What makes room for a run that is held back by a limit.
create or replace function provost_private.room_hint(p_limit integer) returns text
language sql immutable parallel safe
return case when p_limit = 0 then 'It starts when the limit is raised.'
  else 'It starts when one of these runs ends, or the limit is raised.' end;
