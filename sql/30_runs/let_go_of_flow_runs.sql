-- The part of judge_flow_runs for runs that nobody holds any more, and for those that are being
-- cancelled from now on (null: there are none), whose holders have half a minute to end them. What
-- not every change brings about has statements of its own, that others need not start.
create or replace function provost_private.let_go_of_flow_runs(
  p_unheld uuid[], p_cancelling uuid[], p_now timestamptz
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  if p_unheld is not null then
    delete from provost_private.active_runs a where a.flow_run_id = any (p_unheld);
    -- One that was only submitted had a slot, but no holder with whom it goes.
    if exists (select from provost_private.slots c where c.flow_run_id is not null) then
      perform provost_private.free_slots(array(
        select c.lease_id from provost_private.slots c where c.flow_run_id = any (p_unheld)));
    end if;
  end if;
  if p_cancelling is not null then
    update provost_private.active_runs a set deadline = p_now + interval '30 s'
    where a.flow_run_id = any (p_cancelling);
  end if;
end
$$;
