-- The name of the partition that a table has for a period.
create or replace function provost_private.history_partition(p_table text, p_from timestamptz)
returns text
language sql stable parallel safe
return p_table || case when p_from = '-infinity' then '_first'
  else to_char(p_from at time zone 'UTC', '_YYYYMMDD') end;
