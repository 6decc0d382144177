-- A limit on how many of something may go on at once, known by its name: any name for
-- `concurrency` and `rateLimit`, `tag:<tag>` for tasks with that tag, `deployment:<id>` for the
-- runs of a deployment. Its row is the lock under which its slots are given out. What it counts
-- is counted from the slots; only what decays by itself (`decaying_count`, `denied_count`, both as
-- of `counted`) is a number, which time brings back to nothing.
create table provost.concurrency_limits (
  id uuid primary key default provost_private.new_id(),
  name text not null,
  "limit" integer not null,
  active boolean not null default true,
  slot_decay_per_second double precision not null default 0,
  avg_slot_occupancy_seconds double precision not null default 2,
  deployment_id uuid
    constraint limit_may_belong_to_a_deployment references provost.deployments on delete cascade,
  decaying_count double precision not null default 0,
  denied_count double precision not null default 0,
  counted timestamptz not null default provost_private.clock_now(),
  created timestamptz not null default provost_private.clock_now(),
  updated timestamptz not null default provost_private.clock_now(),
  constraint limit_name_is_unique unique (name),
  constraint limit_name_has_no_reserved_characters check (name ~ '^[^/%&><[:cntrl:]]+$'),
  constraint limit_is_not_negative check ("limit" >= 0),
  constraint limit_decay_is_not_negative
    check (slot_decay_per_second >= 0 and slot_decay_per_second < 'infinity'),
  constraint limit_occupancy_is_not_negative check (avg_slot_occupancy_seconds >= 0),
  constraint limit_counts_are_not_negative check (decaying_count >= 0 and denied_count >= 0),
  constraint limit_of_a_deployment_is_unique unique (deployment_id)
) with (fillfactor = 50);

create sequence provost_private.slot_tickets;

-- Slots of one limit that one lease holds, or waits for (until `granted`). A lease over several
-- limits has a row for each, all with one ticket, which is its place in every queue. Whoever holds
-- it for a flow run has no expiry, as its slots go with the run; anybody else renews or loses it.
create table provost_private.slots (
  limit_id uuid not null
    constraint slot_belongs_to_a_limit references provost.concurrency_limits on delete cascade,
  lease_id uuid not null,
  slots integer not null,
  ticket bigint not null,
  flow_run_id uuid,
  epoch integer,
  task_key text,
  holder text,
  is_rate boolean not null default false,
  lease_seconds double precision,
  requested timestamptz not null,
  granted timestamptz,
  expires timestamptz,
  primary key (limit_id, lease_id),
  constraint slots_are_positive check (slots > 0),
  constraint slot_of_a_run_names_its_epoch check ((flow_run_id is null) = (epoch is null))
) with (
  fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000
);
create index slots_by_lease_idx on provost_private.slots (lease_id);
-- What the end of a flow run frees.
create index slots_by_flow_run_idx on provost_private.slots (flow_run_id)
  where flow_run_id is not null;
-- How much of a limit is taken.
create index slots_held_idx on provost_private.slots (limit_id) include (slots, expires)
  where granted is not null;
-- Who is next.
create index slots_waiting_idx on provost_private.slots (limit_id, ticket)
  where granted is null;
-- sweep_slots: what nobody has renewed.
create index slots_expiring_idx on provost_private.slots (expires) where expires is not null;

-- One request for slots, and what take_slots and check_slots answer.
create type provost_private.slot_request as (
  ord integer,
  lease_id uuid,
  names text[],
  slots integer,
  mode text,
  is_strict boolean,
  waits boolean,
  lease_seconds double precision,
  flow_run_id uuid,
  epoch integer,
  task_key text,
  holder text
);
create type provost_private.slot_answer as (
  ord integer,
  lease_id uuid,
  status text,
  limits text[],
  expires timestamptz,
  retry_after double precision,
  reason text,
  hint text
);
