-- Removes watches that have run out, so that the table stays empty when nobody looks.
create or replace function provost_private.forget_watchers() returns void
language sql volatile security definer
begin atomic
  delete from provost_private.watched_runs w
  where w.watched_until < provost_private.clock_now();
end;
