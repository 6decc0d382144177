-- How many slots of a limit are taken now; those of a rate come back by themselves.
create or replace function provost.concurrency_limits_active_slots(
  concurrency_limit provost.concurrency_limits
) returns integer
language sql stable security definer
begin atomic
  select case when concurrency_limit.slot_decay_per_second > 0
    then least(ceil(provost_private.decayed_slots(
      concurrency_limit.decaying_count, concurrency_limit.slot_decay_per_second,
      concurrency_limit.counted, provost_private.clock_now()) - 1e-9), 2147483647)::integer
    else provost_private.slots_held(concurrency_limit.id, provost_private.clock_now()) end;
end;
