-- Deletes up to `p_batch` events that are older than `p_older_seconds`: only those that lie beside
-- the periods, since the others are dropped with theirs, or all of them (`p_is_exact`). Answers how
-- many.
create or replace function provost_private.trim_events(
  p_older_seconds double precision, p_batch integer, p_is_exact boolean
) returns integer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_before timestamptz :=
    provost_private.clock_now() - make_interval(secs => p_older_seconds);
  v_count integer;
begin
  if p_is_exact then
    delete from provost.events e using (
      select o.occurred, o.id from provost.events o
      where o.occurred < v_before order by o.occurred, o.id limit p_batch) old
    where e.occurred = old.occurred and e.id = old.id;
  else
    delete from provost_history.events_other e using (
      select o.occurred, o.id from provost_history.events_other o
      where o.occurred < v_before order by o.occurred, o.id limit p_batch) old
    where e.occurred = old.occurred and e.id = old.id;
  end if;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
