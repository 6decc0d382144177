-- Which earlier runs of its schedule a run waits for that may not overlap with them.
create or replace function provost_private.gates_of_schedule(p_run provost.flow_runs)
returns setof provost.gate
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select 'overlap', format('An earlier run of the schedule %L has not ended.', s.slug),
    null::timestamptz, h.held_by,
    case when p_run.overlap = 'cancel_running' then 'It starts when they have stopped.'
      else 'It starts when these runs have ended.' end
  from provost.deployment_schedules s
  cross join lateral (
    select jsonb_agg(jsonb_build_object(
      'flow_run_id', r.id, 'name', r.name, 'since', r.state_timestamp)
      order by r.state_timestamp) as held_by
    from provost.flow_runs r
    where r.schedule_id = s.id and r.overlap is not null
      and r.state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
      and (r.state_type <> 'SCHEDULED' or r.run_count > 0)
  ) h
  where s.id = p_run.schedule_id and s.overlap <> 'allow' and p_run.overlap is not null
    and p_run.state_type = 'SCHEDULED' and p_run.run_count = 0
    and p_run.state_name = 'AwaitingConcurrencySlot' and h.held_by is not null;
end;
