-- What a `pattern` asks of a string: the format that it stands for, where that says more.
create or replace function provost_private.describe_pattern(p_schema jsonb) returns text
language sql stable parallel safe
return case
  when p_schema ->> 'format' not in (
    'regex', 'starts_with', 'ends_with', 'includes', 'lowercase', 'uppercase')
  then format('a string of the format %s', p_schema -> 'format')
  else format('a string that matches /%s/', left(p_schema ->> 'pattern', 200))
end;
