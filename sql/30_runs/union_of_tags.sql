-- The tags of a deployment and those of a run, each once, in alphabetical order.
create or replace function provost_private.union_of_tags(p_given text[], p_own text[])
returns text[]
language sql immutable parallel safe
return array(select distinct t from unnest(p_given || p_own) t order by t);
