-- Proposes one state to all flow runs that fit a filter, one batch a call, so that locks are held
-- for a moment only: the runs after `p_after`, in the order of their ids. Each is judged by the
-- rules, by itself; runs in other states than `p_from` are passed over for `p_reason`. A filter
-- that names neither runs nor states means those in `p_usual`. Answers what became of the runs,
-- and where to go on; see batch_answer. The bulk functions of sql/90_api call it.
create or replace function provost_private.change_filtered_runs(
  p_filter jsonb, p_state jsonb, p_usual provost.state_type[], p_from provost.state_type[],
  p_reason text, p_force boolean, p_dry_run boolean, p_batch_size integer, p_after uuid
) returns jsonb
language plpgsql volatile set search_path = ''
as $$
declare
  v_filter provost_private.flow_run_filter := provost_private.read_flow_run_filter(p_filter);
  v_state provost_private.flow_run_change := provost_private.read_state(p_state);
  v_ids uuid[];
  v_changes provost_private.flow_run_change[];
  v_reasons text[];
begin
  perform provost_private.check_batch_size(p_batch_size);
  if num_nonnulls(v_filter.ids, v_filter.state_types, v_filter.state_names) = 0 then
    v_filter.state_types := p_usual;
  end if;
  if p_dry_run then
    return provost_private.count_filtered_runs(v_filter);
  end if;
  if v_state.type = 'PAUSED' then
    v_state.details :=
      provost_private.pause_defaults(v_state.details, provost_private.clock_now());
  end if;

  select array_agg(r.id order by r.id),
    array_agg(provost_private.proposed_change(
      1, r.id,
      case when p_from is not null and v_state.type = 'CANCELLING'
        then provost_private.cancelling_type(r.state_type) else v_state.type end,
      p_name => v_state.name, p_message => v_state.message,
      p_details => v_state.details, p_scheduled_time => v_state.scheduled_time,
      p_force => coalesce(p_force, false), p_result => v_state.result) order by r.id)
      filter (where p_from is null or r.state_type = any (p_from)),
    array_agg(p_reason) filter (where r.state_type <> all (p_from))
  into v_ids, v_changes, v_reasons
  from provost_private.filter_flow_runs(v_filter, p_after, p_batch_size) r;

  v_reasons := coalesce(v_reasons, '{}') || array(
    select case when a.status <> 'ACCEPT' and a.state_type <> v_state.type
        and not (v_state.type = 'CANCELLING' and a.state_type = 'CANCELLED')
      then a.reason end
    from unnest(provost_private.change_flow_run_states(coalesce(v_changes, '{}'))) a);
  return provost_private.batch_answer(coalesce(v_ids, '{}'), v_reasons, p_batch_size);
end
$$;
