-- The part of change_task_run_states that goes before the rules: new keys get a row without a
-- state, for store_judged_task_runs to give it one, and known ones are locked, all in order.
create or replace function provost_private.open_task_runs(
  p_records jsonb, p_by_hand boolean, p_now timestamptz
) returns void
language plpgsql volatile set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  with
  record as materialized (
    select distinct on (x.flow_run_id, x.key) x.*
    from jsonb_to_recordset(p_records) as x (
      ord integer, flow_run_id uuid, epoch integer, key text, name text, task_name text,
      tags text[], type provost.state_type, state_name text, task_run_id uuid, force boolean)
    order by x.flow_run_id, x.key, x.ord desc
  ),
  holder as materialized (
    select a.flow_run_id, a.epoch from provost_private.active_runs a
    where not p_by_hand and a.flow_run_id = any (array(select r.flow_run_id from record r))
    order by a.flow_run_id for share
  )
  insert into provost.task_runs (
    id, flow_run_id, key, name, task_name, tags, epoch, state_type, state_name, state_timestamp,
    state_count, run_count)
  select coalesce(r.task_run_id, provost_private.new_id()), r.flow_run_id, r.key,
    coalesce(r.name, r.task_name), r.task_name, coalesce(r.tags, '{}'), coalesce(r.epoch, 0),
    r.type, coalesce(r.state_name, provost_private.default_state_name(r.type)), p_now, 0, 0
  from record r left join holder h on h.flow_run_id = r.flow_run_id and h.epoch = r.epoch
  where h.flow_run_id is not null or (p_by_hand and r.task_name is not null)
  order by r.flow_run_id, r.key
  on conflict (flow_run_id, key) do update set key = excluded.key where false; -- only locks it
end
$$;
