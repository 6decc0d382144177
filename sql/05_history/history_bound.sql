-- Where a period begins or ends, as the bound of a partition is written.
create or replace function provost_private.history_bound(p_kind text, p_time timestamptz)
returns text
language sql stable parallel safe
return case
  when p_time = '-infinity' then 'minvalue'
  when p_kind = 'runs' then quote_literal(provost_private.first_id_of(p_time))
  else quote_literal(p_time)
end;
