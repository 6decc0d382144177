-- Deletes all runs that fit a filter, with all that belongs to them, one batch a call. Those that
-- wait are cancelled before, so that who waits for them is told; those that a worker has are
-- refused: cancel them first.
create or replace function provost.delete_flow_runs(
  filter jsonb, dry_run boolean default false, batch_size integer default 500,
  after uuid default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_filter provost_private.flow_run_filter := provost_private.read_flow_run_filter(filter);
  v_ids uuid[];
  v_gone uuid[];
begin
  perform provost_private.check_batch_size(batch_size);
  if dry_run then
    return provost_private.count_filtered_runs(v_filter);
  end if;
  v_ids := array(select r.id from provost_private.filter_flow_runs(v_filter, after, batch_size) r);
  perform provost_private.change_flow_run_states(array(
    select provost_private.proposed_change(
      1, r.id, 'CANCELLED', p_message => 'Cancelled to be deleted.')
    from provost.flow_runs r
    where r.id = any (v_ids) and r.state_type in ('SCHEDULED', 'PAUSED')));
  v_gone := array(select provost_private.erase_flow_runs(v_ids));
  return provost_private.batch_answer(v_ids, array(
    select case when i.id <> all (v_gone)
      then 'The run, or one that it has started, is under way: cancel it first.' end
    from unnest(v_ids) as i (id)), batch_size);
end
$$;
