-- A value in the words of an error: its JSON, cut short, without the password of a URL.
-- `p_is_hidden` tells no more than its type and size: some value here is a secret.
create or replace function provost_private.describe_value(p_value jsonb, p_is_hidden boolean)
returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return case
    when p_value is null then 'nothing'
    when not p_is_hidden or jsonb_typeof(p_value) in ('null', 'boolean') then
      provost_private.shorten_json(p_value, 80)
    when jsonb_typeof(p_value) = 'string' then
      'a string of ' || provost_private.count_words(
        to_jsonb(length(p_value #>> '{}')), 'character', 'characters')
    else provost_private.describe_type(jsonb_typeof(p_value))
  end;
end
$$;
