-- Whether a text matches a translated pattern. Named classes stand for Unicode properties and
-- need a Unicode collation; all else is the same under any, and cheapest under "C".
create or replace function provost_private.matches_pattern(p_text text, p_translated text)
returns boolean
language plpgsql immutable set search_path = ''
as $$
begin
  if strpos(p_translated, '[:') > 0 then
    return p_text ~ (p_translated collate pg_catalog."und-x-icu");
  end if;
  return p_text ~ (p_translated collate pg_catalog."C");
end
$$;
