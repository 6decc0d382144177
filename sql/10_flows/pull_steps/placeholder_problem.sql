-- What was expected in the place of the placeholders of a pull step; null when they are right. They
-- stand for what only the worker knows: `{{ $NAME }}`, a variable of its environment, and
-- `{{ id.directory }}`, the folder in which an earlier step has ended (`p_ids`).
create or replace function provost_private.placeholder_problem(p_step jsonb, p_ids text[])
returns text
language sql immutable
return (
  select case
    when p.name is null then 'text without {{ or }} but for placeholders such as {{ $NAME }}'
    when p.name like '$%' then 'the name of an environment variable, such as {{ $NAME }}'
    else 'the folder of an earlier step by its id, such as {{ clone.directory }}' end
  from (
    select p.name from unnest(provost_private.placeholder_names(p_step)) p (name)
    where p.name !~ '^\$[A-Za-z_]\w*$' and p.name <> all (
      select i || '.directory' from unnest(p_ids) i)
    union all
    select null
    from jsonb_path_query(p_step, 'strict $.**') v
    where jsonb_typeof(v) = 'string' and regexp_replace(
      v #>> '{}', provost_private.placeholder_pattern(), '', 'g') ~ '\{\{|\}\}'
  ) p
  limit 1);
