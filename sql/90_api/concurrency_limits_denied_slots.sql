-- How many slots were asked for lately and not given; they are forgotten as slots come back.
create or replace function provost.concurrency_limits_denied_slots(
  concurrency_limit provost.concurrency_limits
) returns integer
language sql stable security definer
begin atomic
  select least(ceil(provost_private.decayed_slots(
    concurrency_limit.denied_count,
    provost_private.denied_decay_per_second(
      concurrency_limit.name, concurrency_limit.slot_decay_per_second,
      concurrency_limit.avg_slot_occupancy_seconds),
    concurrency_limit.counted, provost_private.clock_now()) - 1e-9), 2147483647)::integer;
end;
