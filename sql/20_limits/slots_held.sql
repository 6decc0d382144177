-- How many slots of a limit are taken now. What has expired is free, swept up or not.
create or replace function provost_private.slots_held(p_limit_id uuid, p_now timestamptz)
returns integer
language sql stable
begin atomic
  select coalesce(sum(s.slots), 0)::integer from provost_private.slots s
  where s.limit_id = p_limit_id and s.granted is not null
    and (s.expires is null or s.expires > p_now);
end;
