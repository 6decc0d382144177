-- The runs whose history lies in a period, up to `p_limit`.
create or replace function provost_private.runs_of_period(
  p_period provost_private.history_periods, p_limit integer
) returns uuid[]
language sql volatile set search_path = '' set enable_seqscan = off set jit = off
begin atomic
  select array(
    select r.id from provost.flow_runs r
    where r.id >= provost_private.first_id_of(p_period.from_time)
      and r.id < provost_private.first_id_of(p_period.to_time)
    limit p_limit);
end;
