-- What a worker calls: records task runs, see change_task_run_states, keeps results that have a
-- cache key, and wakes whoever follows one of the flow runs live. Nearly all answers say ACCEPT:
-- workers have them left out, since to send and read them took a tenth of what a record costs them.
create or replace function provost_private.record_task_runs(
  p_records jsonb, p_leave_out_accepted boolean default false
) returns setof provost_private.task_run_answer
language plpgsql volatile security definer set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
  v_answers provost_private.task_run_answer[];
begin
  v_answers := provost_private.change_task_run_states(p_records);
  if p_records @? '$[*].cache_key' then
    perform provost_private.cache_results(p_records, v_answers);
  end if;
  return query select * from unnest(v_answers) a
    where not p_leave_out_accepted or a.status is distinct from 'ACCEPT';

  if exists (
    select from provost_private.watched_runs w
    where w.watched_until > provost_private.clock_now())
  then
    perform provost_private.ring_doorbell('provost_flow_run', w.flow_run_id::text)
    from provost_private.watched_runs w
    where w.watched_until > provost_private.clock_now()
      and w.flow_run_id in (
        select x.flow_run_id from jsonb_to_recordset(p_records) as x (flow_run_id uuid));
  end if;
end
$$;
