-- Takes the slots of a concurrency limit from all who hold them, flow runs too, which go on
-- without, and answers how many slots that were. `slot_override` says who keeps theirs: ids of
-- leases, flow runs or task runs, each of which must hold some. For an operator who knows better.
create or replace function provost.reset_concurrency_limit(
  name text, slot_override uuid[] default '{}'
) returns integer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_limit provost.concurrency_limits;
  v_kept uuid[];
  v_strangers uuid[];
  v_freed integer;
begin
  -- First, as who waits for its slots may wait for those of others as well.
  perform provost_private.lock_limits(array(
    select l.id from provost.concurrency_limits l
    where l.name = provost_private.limit_named(reset_concurrency_limit.name)));
  v_limit := provost_private.find_concurrency_limit(reset_concurrency_limit.name);
  select array_agg(distinct k.lease_id), array_agg(i.id) filter (where k.lease_id is null)
  into v_kept, v_strangers
  from unnest(slot_override) i (id)
  left join lateral (
    select s.lease_id from provost_private.slots s
    where s.limit_id = v_limit.id and s.granted is not null
      and (i.id in (s.lease_id, s.flow_run_id) or exists (
        select from provost.task_runs t
        where t.id = i.id and t.flow_run_id = s.flow_run_id and t.key = s.task_key))
  ) k on true;
  if v_strangers is not null then
    perform provost_private.fail_with('VONFD',
      format('Nobody holds slots of %L under the id %s.', v_limit.name,
        array_to_string(v_strangers, ', ')), null,
      format('See who does: select * from provost.concurrency_slots where limit_name = %L.',
        v_limit.name));
  end if;

  update provost.concurrency_limits l
  set decaying_count = 0, denied_count = 0, counted = provost_private.clock_now()
  where l.id = v_limit.id;
  with gone as (
    delete from provost_private.slots s
    where s.limit_id = v_limit.id and s.granted is not null
      and s.lease_id <> all (coalesce(v_kept, '{}'))
    returning s.slots
  )
  select coalesce(sum(g.slots), 0) into v_freed from gone g;
  return v_freed;
end
$$;
