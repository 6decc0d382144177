-- JSON for people: cut to `p_length` characters, without the user and password of a URL.
create or replace function provost_private.shorten_json(p_value jsonb, p_length integer)
returns text
language plpgsql immutable set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_text text := regexp_replace(
    left(p_value::text, 10000), '(://)[^/\s"]*@', '\1***@', 'g');
begin
  return case when length(v_text) <= p_length then v_text
    else left(v_text, p_length - 1) || '…' end;
end
$$;
