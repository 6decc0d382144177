-- Everything about one concurrency limit, with who holds its slots and who waits, in the order of
-- their turn. Refuses an unknown name with VONFD. For people to read: the CLI calls it.
create or replace function provost_private.inspect_concurrency_limit(p_name text)
returns table (
  id uuid, name text, "limit" integer, active boolean, active_slots integer,
  waiting_slots integer, denied_slots integer, slot_decay_per_second double precision,
  avg_slot_occupancy_seconds double precision, deployment text, slots jsonb, created timestamptz,
  updated timestamptz
)
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query
  select l.*, (
    select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'status', s.status, 'slots', s.slots, 'since', s.since, 'expires', s.expires,
      'flow_run_id', s.flow_run_id, 'flow_run_name', r.name, 'task_key', s.task_key,
      'holder', s.holder, 'lease_id', s.lease_id)) order by s.status, s.ticket), '[]')
    from provost.concurrency_slots s left join provost.flow_runs r on r.id = s.flow_run_id
    where s.limit_id = l.id
  ), c.created, c.updated
  from provost_private.list_concurrency_limits() l
  join provost.concurrency_limits c on c.id = l.id
  where l.name = provost_private.limit_named(p_name);
  if not found then
    perform provost_private.fail_with('VONFD',
      format('No concurrency limit is named %L.', p_name), null,
      'List them: provost gcl ls.');
  end if;
end
$$;
