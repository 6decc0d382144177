create or replace trigger _500_settle after delete on provost_private.slots
  referencing old table as gone
  for each statement execute function provost_private.settle_freed_slots();

create or replace trigger _500_tell
  after update of "limit", active, slot_decay_per_second on provost.concurrency_limits
  for each row when ((old."limit", old.active, old.slot_decay_per_second)
    is distinct from (new."limit", new.active, new.slot_decay_per_second))
  execute function provost_private.tell_of_changed_limit();

create or replace trigger _100_tell before delete on provost.concurrency_limits
  for each row execute function provost_private.tell_of_changed_limit();

create or replace trigger _100_free_slots after delete on provost_private.active_runs
  referencing old table as released
  for each statement execute function provost_private.free_slots_of_runs();

create or replace trigger _500_limit after insert or update of concurrency_limit
  on provost.deployments
  for each row execute function provost_private.save_deployment_limit();
