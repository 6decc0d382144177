-- An instant that is written without an offset, such as "2026-01-01T09:00", is read in a time zone.
create or replace function provost_private.instant_in_zone(p_text text, p_timezone text)
returns timestamptz
language sql stable parallel safe
return case
  when p_text ~* ':\d\d.*([a-z]|[+-]\d\d(:?\d\d)?)\s*$' then p_text::timestamptz
  else p_text::timestamp at time zone p_timezone
end;
