-- Makes runs due that were let go of until one of the waits named was answered, and tells the
-- holders of others. The caller has locked the runs.
create or replace function provost_private.wake_flow_runs(p_waits jsonb, p_now timestamptz)
returns void
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_changes provost_private.flow_run_change[];
begin
  select array_agg(provost_private.proposed_change(
    r.ord, r.id, 'SCHEDULED', p_name => 'Resuming', p_message => 'What it waited for is there.',
    p_scheduled_time => p_now, p_resuming => true))
  into v_changes
  from (
    select f.id, row_number() over () as ord
    from jsonb_to_recordset(p_waits) as w (flow_run_id uuid, key text)
    join provost.flow_runs f on f.id = w.flow_run_id
    where f.state_type = 'SCHEDULED' and f.state_details -> 'waits_for' ? w.key
    group by f.id
  ) r;
  if v_changes is not null then
    perform provost_private.change_flow_run_states(v_changes);
  end if;

  perform provost_private.ring_doorbell('provost_wait', a.flow_run_id::text)
  from provost_private.active_runs a
  where a.flow_run_id in (
    select w.flow_run_id from jsonb_to_recordset(p_waits) as w (flow_run_id uuid));
end
$$;
