create type provost.state_type as enum (
  'SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED',
  'CANCELLING');

create table provost.flows (
  id uuid primary key default provost_private.new_id(),
  name text not null,
  description text,
  version text,
  tags text[] not null default '{}',
  created timestamptz not null default provost_private.clock_now(),
  updated timestamptz not null default provost_private.clock_now(),
  constraint flow_name_is_unique unique (name),
  constraint flow_name_has_no_reserved_characters check (name ~ '^[^/%&><]+$')
);

create table provost.work_pools (
  id uuid primary key default provost_private.new_id(),
  name text not null,
  type text not null default 'inline',
  description text,
  is_paused boolean not null default false,
  created timestamptz not null default provost_private.clock_now(),
  updated timestamptz not null default provost_private.clock_now(),
  constraint work_pool_name_is_unique unique (name),
  -- The name is part of a graphile-worker task identifier, at most 128 characters. Pools named
  -- `serve/flow/deployment` belong to processes that serve a deployment.
  constraint work_pool_name_is_short check (length(name) between 1 and 110),
  constraint work_pool_name_has_no_reserved_characters
    check (name ~ '^[^/%&><[:cntrl:]]+$' or name ~ '^serve/[^/]+/[^/]+$'),
  constraint work_pool_type_is_known check (type in ('inline', 'process'))
);

create table provost.work_queues (
  id uuid primary key default provost_private.new_id(),
  work_pool_id uuid not null
    constraint work_queue_belongs_to_a_pool references provost.work_pools on delete cascade,
  name text not null,
  description text,
  priority integer not null default 1,
  is_paused boolean not null default false,
  created timestamptz not null default provost_private.clock_now(),
  updated timestamptz not null default provost_private.clock_now(),
  constraint work_queue_name_is_unique_in_pool unique (work_pool_id, name),
  constraint work_queue_priority_is_positive check (priority > 0)
);

create table provost.deployments (
  id uuid primary key default provost_private.new_id(),
  flow_id uuid not null
    constraint deployment_belongs_to_a_flow references provost.flows on delete cascade,
  name text not null,
  full_name text not null,
  description text,
  version text,
  tags text[] not null default '{}',
  labels jsonb not null default '{}',
  parameters jsonb not null default '{}',
  parameter_openapi_schema jsonb,
  parameter_check jsonpath,
  enforce_parameter_schema boolean not null default true,
  work_queue_id uuid
    constraint deployment_may_have_a_work_queue
    references provost.work_queues on delete set null,
  entrypoint text,
  paused boolean not null default false,
  job_variables jsonb not null default '{}',
  retries integer,
  retry_delay_seconds double precision,
  timeout_seconds double precision,
  created timestamptz not null default provost_private.clock_now(),
  updated timestamptz not null default provost_private.clock_now(),
  constraint deployment_name_is_unique_in_flow unique (flow_id, name),
  constraint deployment_full_name_is_unique unique (full_name),
  constraint deployment_name_has_no_reserved_characters check (name ~ '^[^/%&><]+$'),
  constraint deployment_parameters_are_an_object check (jsonb_typeof(parameters) = 'object'),
  constraint deployment_retries_are_not_negative check (retries >= 0),
  constraint deployment_retry_delay_is_not_negative check (retry_delay_seconds >= 0),
  constraint deployment_timeout_is_positive check (timeout_seconds > 0)
);
create index deployments_by_work_queue_idx on provost.deployments (work_queue_id);

create table provost.deployment_schedules (
  id uuid primary key default provost_private.new_id(),
  deployment_id uuid not null
    constraint schedule_belongs_to_a_deployment references provost.deployments on delete cascade,
  slug text not null,
  active boolean not null default true,
  cron text,
  day_or boolean not null default true,
  interval_seconds double precision,
  anchor_date timestamptz,
  rrule text,
  timezone text not null default 'UTC',
  parameters jsonb not null default '{}',
  version integer not null default 1,
  next_plan_time timestamptz not null default provost_private.clock_now(),
  last_planned_time timestamptz,
  created timestamptz not null default provost_private.clock_now(),
  updated timestamptz not null default provost_private.clock_now(),
  constraint schedule_slug_is_unique_in_deployment unique (deployment_id, slug),
  constraint schedule_has_exactly_one_kind check (num_nonnulls(cron, interval_seconds, rrule) = 1),
  constraint schedule_interval_is_positive check (interval_seconds > 0),
  constraint schedule_rrule_is_short check (length(rrule) <= 6500),
  constraint schedule_parameters_are_an_object check (jsonb_typeof(parameters) = 'object')
);
-- due_schedules: which schedules need more runs planned ahead.
create index deployment_schedules_to_plan_idx on provost.deployment_schedules (next_plan_time)
  where active = true;

insert into provost.work_pools (name, description)
  values ('default', 'Runs flows inside its workers.');
insert into provost.work_queues (work_pool_id, name)
  select id, 'default' from provost.work_pools where name = 'default';
