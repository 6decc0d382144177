-- The name of a JSON type with its article.
create or replace function provost_private.describe_type(p_type text) returns text
language sql immutable parallel safe
return case when p_type = 'null' then '' when p_type in ('array', 'integer', 'object') then 'an '
  else 'a ' end || p_type;
