comment on table provost.concurrency_limits is
  'A limit on how many of something may go on at once, or how often it may start.';
comment on column provost.concurrency_limits.id is 'Unique; ordered by time of creation.';
comment on column provost.concurrency_limits.name is
  E'@behavior +filterBy +orderBy\nUnique. `tag:<tag>` limits tasks with the tag, `deployment:<id>` the runs of a deployment.';
comment on column provost.concurrency_limits."limit" is 'How many slots there are.';
comment on column provost.concurrency_limits.active is 'While false, it limits nothing.';
comment on column provost.concurrency_limits.slot_decay_per_second is
  'How many slots come back by themselves each second; 0: all are given back by their holders.';
comment on column provost.concurrency_limits.avg_slot_occupancy_seconds is
  'How long slots are held, on average of late.';
comment on column provost.concurrency_limits.deployment_id is
  E'@behavior -*\nThe deployment of which it is a part.';
comment on column provost.concurrency_limits.decaying_count is
  E'@behavior -*\nSlots that were taken, as of `counted`, if they decay.';
comment on column provost.concurrency_limits.denied_count is
  E'@behavior -*\nSlots that were denied, as of `counted`.';
comment on column provost.concurrency_limits.counted is
  E'@behavior -*\nAs of when what decays was counted.';
comment on column provost.concurrency_limits.created is 'When it was created.';
comment on column provost.concurrency_limits.updated is 'When it was last changed.';

comment on view provost.concurrency_slots is
  E'@foreignKey (flow_run_id) references provost.flow_runs (id)|@backwardBehavior -connection\n'
  '@foreignKey (limit_id) references provost.concurrency_limits (id)|@foreignFieldName slots\n'
  '@behavior -query:resource:connection -totalCount\n'
  'Slots of a concurrency limit that somebody holds or waits for.';
comment on column provost.concurrency_slots.limit_name is 'The name of the limit.';
comment on column provost.concurrency_slots.slots is 'How many.';
comment on column provost.concurrency_slots.status is '`HELD` or `WAITING`.';
comment on column provost.concurrency_slots.since is 'Since when they are held, or waited for.';
comment on column provost.concurrency_slots.expires is
  'When they are lost unless the holder is heard of; null while a flow run holds them.';
comment on column provost.concurrency_slots.flow_run_id is 'The flow run that holds them, if one does.';
comment on column provost.concurrency_slots.task_key is 'The task run within it, if one does.';
comment on column provost.concurrency_slots.holder is 'What a holder outside of flow runs is called.';
comment on column provost.concurrency_slots.lease_id is
  'Under which they are held; the same for slots that were taken together.';
comment on column provost.concurrency_slots.limit_id is E'@behavior -*\nThe limit.';
comment on column provost.concurrency_slots.ticket is 'Who has a lower one is served first.';

comment on function provost.create_concurrency_limit is
  'Creates a concurrency limit. `slotDecayPerSecond` above 0 makes it a limit of a rate; `activeSlots` '
  'are taken from the start; `overwrite` brings one up to date that exists.';
comment on function provost.update_concurrency_limit is
  'Changes what is given of a concurrency limit. Slots that are held stay held.';
comment on function provost.delete_concurrency_limit is
  'Deletes a concurrency limit. Who waits for it goes on without it.';
comment on function provost.reset_concurrency_limit is
  'Takes the slots of a concurrency limit from all who hold them, and answers how many those were. '
  'Whom `slot_override` names (ids of leases, flow runs or task runs) keeps its slots.';
comment on function provost.take_concurrency_slots is
  'Takes slots of all the limits that are named, or of none, and answers {"status": "ACQUIRED" | '
  '"LOCKED", "limits", "lease_id", "expires_at", "retry_after"}. `mode` is "concurrency" or "rate_limit".';
comment on function provost.renew_concurrency_lease is
  'Keeps the slots of a lease for another while, and answers until when.';
comment on function provost.release_concurrency_lease is
  'Gives the slots of a lease back, and answers whether it had any.';
comment on function provost.release_concurrency_slots is
  'Gives slots back without a lease: the oldest of those that no flow run holds. Answers how many.';
comment on function provost.concurrency_limits_active_slots is 'How many of its slots are taken now.';
comment on function provost.concurrency_limits_denied_slots is
  'How many slots were asked for lately and not given.';
