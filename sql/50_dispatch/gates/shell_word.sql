-- A name as it is typed in a shell.
create or replace function provost_private.shell_word(p_name text) returns text
language sql immutable parallel safe
return case when p_name ~ '^[\w./:-]+$' then p_name
  else '''' || replace(p_name, '''', '''\''''') || '''' end;
