-- What any process does once a second so that nothing waits for ever: gives the runs of dead
-- workers to others, ends runs at their deadlines, drops jobs that nobody will finish. Should a
-- step meet a lock after all, it waits for two seconds at most, and all is tried again later.
create or replace function provost_private.tend_flow_runs() returns void
language plpgsql volatile security definer set search_path = '' set lock_timeout = '2s'
as $$
begin
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
