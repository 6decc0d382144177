-- Before an edit or a removal of a schedule: forgets its planned runs and, for an edit, has
-- it planned afresh under a new version. Raw SQL updates are edits like any other.
create or replace function provost_private.replan_schedule() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    perform provost_private.drop_planned_runs(old.id, true);
    return old;
  end if;
  perform provost_private.drop_planned_runs(old.id, not new.active);
  new.version := old.version + 1;
  new.next_plan_time := provost_private.clock_now();
  new.updated := provost_private.clock_now();
  return new;
end
$$;
