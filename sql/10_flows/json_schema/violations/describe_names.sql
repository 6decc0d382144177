-- What a closed object expects in place of a property that it does not know.
create or replace function provost_private.describe_names(p_schema jsonb) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return 'no property of this name' || coalesce(
    format(' (there are: %s)', provost_private.list_words((
      select jsonb_agg(k.name) from jsonb_object_keys(p_schema -> 'properties') k (name)), 20)),
    '');
end
$$;
