-- What any process does so that nothing waits for ever, all of them together once in so many
-- seconds: gives the runs of dead workers to others, ends runs at their deadlines, drops jobs that
-- nobody will finish. Should a step meet a lock after all, it waits for two seconds at most, and
-- all is tried again later.
create or replace function provost_private.tend_flow_runs(
  p_every_seconds double precision default 0
) returns void
language plpgsql volatile security definer set search_path = '' set lock_timeout = '2s'
as $$
begin
  if not provost_private.take_turn('flow_runs', p_every_seconds) then
    return;
  end if;
  perform provost_private.release_orphaned_runs();
  perform provost_private.expire_flow_runs();
  perform provost_private.expire_unheld_runs();
  perform provost_private.end_callerless_runs();
  perform provost_private.crash_forsaken_runs();
  perform provost_private.end_missed_child_runs();
  perform provost_private.make_room_for_new_runs();
  perform provost_private.replace_overlapped_runs();
  perform provost_private.sweep_slots();
  perform provost_private.answer_slot_events();
  perform provost_private.settle_due_waits();
  perform provost_private.drop_stray_hints();
  perform provost_private.move_stranded_runs();
end
$$;
