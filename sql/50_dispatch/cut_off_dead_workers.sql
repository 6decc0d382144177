-- Ends the sessions of workers that died in the last minute, more than two seconds ago, and that
-- have kept runs locked for as long: a process that was frozen, or cut off, within a statement or a
-- transaction. Whatever they would still do is refused anyway; one that is back and writes is told
-- so, and would only try again if it were cut off. A session is known by its worker's id or by the
-- name of its process, unless a living worker has the same; those of other roles are left alone
-- where we may not end them. Answers how many were ended.
create or replace function provost_private.cut_off_dead_workers() returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_names text[];
begin
  select array_agg(n.name) into v_names
  from provost.workers w
  cross join lateral unnest(array[
    w.session_name, 'provost hints ' || w.id, 'provost heartbeat ' || w.id,
    'provost runs ' || w.id]) n (name)
  where w.status = 'OFFLINE' and w.ended > v_now - interval '1 minute'
    and w.ended <= v_now - interval '2 s'
    and not exists (
      select from provost.workers o where o.session_name = n.name and o.status <> 'OFFLINE');
  if v_names is null then
    return 0;
  end if;
  return (
    select count(*) filter (where pg_terminate_backend(s.pid))
    from pg_stat_activity s
    where s.application_name = any (v_names) and s.pid <> pg_backend_pid()
      and s.datname = current_database() and pg_has_role(s.usesysid, 'usage')
      and s.xact_start <= v_now - interval '2 s'
      and exists (
        select from pg_locks l
        where l.pid = s.pid and l.granted and l.mode <> 'AccessShareLock'
          and l.relation in (
            'provost.flow_runs'::regclass, 'provost_private.active_runs'::regclass,
            'provost.workers'::regclass)));
end
$$;
