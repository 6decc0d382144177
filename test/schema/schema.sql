-- Schemas

schema provost
  create, usage: provost_engine
  usage: provost_enqueuer, provost_operator, provost_viewer, provost_worker
schema provost_private
  create, usage: provost_engine
  usage: provost_worker

-- Types

type provost.gate as (
  gate text,
  reason text,
  until timestamp with time zone,
  held_by jsonb,
  hint text)
type provost.state_type as enum ('SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED', 'CANCELLING')
type provost_private.flow_run_answer as (
  ord integer,
  status text,
  rule text,
  flow_run_id uuid,
  epoch integer,
  run_count integer,
  state_type provost.state_type,
  state_name text,
  state_timestamp timestamp with time zone,
  state_message text,
  state_details jsonb,
  delay_seconds double precision,
  reason text)
type provost_private.flow_run_change as (
  ord integer,
  flow_run_id uuid,
  epoch integer,
  type provost.state_type,
  name text,
  message text,
  details jsonb,
  scheduled_time timestamp with time zone,
  worker_id uuid,
  crash_count integer,
  resuming boolean,
  force boolean,
  takes_away boolean,
  result jsonb,
  result_meta jsonb,
  error jsonb)
type provost_private.flow_run_filter as (
  ids uuid[],
  names text[],
  flow_ids uuid[],
  deployment_ids uuid[],
  state_types provost.state_type[],
  state_names text[],
  tags text[],
  any_tags text[],
  created_after timestamp with time zone,
  created_before timestamp with time zone,
  expected_after timestamp with time zone,
  expected_before timestamp with time zone,
  started_after timestamp with time zone,
  started_before timestamp with time zone,
  ended_after timestamp with time zone,
  ended_before timestamp with time zone,
  auto_scheduled boolean,
  parent_flow_run_id uuid)
type provost_private.flow_run_seat as (
  flow_run_id uuid,
  limit_id uuid,
  lease_id uuid,
  lack text,
  grace_seconds double precision)
type provost_private.judged_flow_run as (
  ord integer,
  flow_run_id uuid,
  status text,
  rule text,
  reason text,
  is_stored boolean,
  delay_seconds double precision,
  from_type provost.state_type,
  from_name text,
  from_timestamp timestamp with time zone,
  from_details jsonb,
  from_epoch integer,
  from_count integer,
  new_type provost.state_type,
  new_name text,
  new_timestamp timestamp with time zone,
  new_message text,
  new_details jsonb,
  new_start timestamp with time zone,
  claimer uuid,
  by_holder boolean,
  resuming boolean,
  pause_key text,
  crash_count integer,
  result jsonb,
  result_meta jsonb,
  error jsonb)
type provost_private.judged_task_run as (
  ord integer,
  flow_run_id uuid,
  key text,
  name text,
  status text,
  reason text,
  is_stored boolean,
  is_cached boolean,
  known_id uuid,
  from_type provost.state_type,
  from_name text,
  from_timestamp timestamp with time zone,
  known_count integer,
  known_result jsonb,
  known_meta jsonb,
  new_type provost.state_type,
  new_name text,
  new_message text,
  new_details jsonb,
  new_result jsonb,
  new_meta jsonb,
  error jsonb,
  new_count integer,
  new_epoch integer,
  flow_count integer,
  delay_seconds double precision,
  scheduled_time timestamp with time zone,
  steps integer,
  is_start boolean,
  elapsed_ms double precision,
  input_hash text,
  task_inputs jsonb,
  child_flow_run_id uuid,
  retries integer,
  retry_delays double precision[],
  retry_jitter_factor double precision,
  from_message text,
  is_implied boolean)
type provost_private.slot_answer as (
  ord integer,
  lease_id uuid,
  status text,
  limits text[],
  expires timestamp with time zone,
  retry_after double precision,
  reason text,
  hint text)
type provost_private.slot_request as (
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
  holder text)
type provost_private.task_run_answer as (
  ord integer,
  status text,
  task_run_id uuid,
  state_type provost.state_type,
  state_name text,
  run_count integer,
  result jsonb,
  result_meta jsonb,
  delay_seconds double precision,
  reason text)

-- Tables

table provost.cleanups (
  id uuid not null default provost_private.new_id(),
  kind text not null,
  host text not null,
  target jsonb not null,
  worker_id uuid not null,
  deliveries integer not null default 0,
  lease_token uuid,
  leased_until timestamp with time zone,
  given_up timestamp with time zone,
  last_error text,
  created timestamp with time zone not null default provost_private.clock_now(),
  constraint cleanup_is_noted_once UNIQUE (host, kind, target),
  constraint cleanup_kind_is_known CHECK ((kind = ANY (ARRAY['PROCESS_GROUP'::text, 'FOLDER'::text]))),
  constraint cleanup_lease_has_an_end CHECK (((lease_token IS NULL) = (leased_until IS NULL))),
  constraint cleanup_target_is_an_object CHECK ((jsonb_typeof(target) = 'object'::text)),
  constraint cleanups_pkey PRIMARY KEY (id)
)
  select: provost_engine, provost_operator, provost_viewer

table provost.concurrency_limits (
  id uuid not null default provost_private.new_id(),
  name text not null,
  "limit" integer not null,
  active boolean not null default true,
  slot_decay_per_second double precision not null default 0,
  avg_slot_occupancy_seconds double precision not null default 2,
  deployment_id uuid,
  decaying_count double precision not null default 0,
  denied_count double precision not null default 0,
  counted timestamp with time zone not null default provost_private.clock_now(),
  created timestamp with time zone not null default provost_private.clock_now(),
  updated timestamp with time zone not null default provost_private.clock_now(),
  constraint concurrency_limits_pkey PRIMARY KEY (id),
  constraint limit_counts_are_not_negative CHECK (((decaying_count >= (0)::double precision) AND (denied_count >= (0)::double precision))),
  constraint limit_decay_is_not_negative CHECK (((slot_decay_per_second >= (0)::double precision) AND (slot_decay_per_second < 'Infinity'::double precision))),
  constraint limit_is_not_negative CHECK (("limit" >= 0)),
  constraint limit_may_belong_to_a_deployment FOREIGN KEY (deployment_id) REFERENCES provost.deployments(id) ON DELETE CASCADE,
  constraint limit_name_has_no_reserved_characters CHECK ((name ~ '^[^/%&><[:cntrl:]]+$'::text)),
  constraint limit_name_is_unique UNIQUE (name),
  constraint limit_occupancy_is_not_negative CHECK ((avg_slot_occupancy_seconds >= (0)::double precision)),
  constraint limit_of_a_deployment_is_unique UNIQUE (deployment_id)
) with (fillfactor=50)
  select: provost_operator, provost_viewer
  select, update: provost_engine

table provost.deployment_schedules (
  id uuid not null default provost_private.new_id(),
  deployment_id uuid not null,
  slug text not null,
  active boolean not null default true,
  cron text,
  day_or boolean not null default true,
  interval_seconds double precision,
  anchor_date timestamp with time zone,
  rrule text,
  timezone text not null default 'UTC'::text,
  parameters jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  next_plan_time timestamp with time zone not null default provost_private.clock_now(),
  last_planned_time timestamp with time zone,
  created timestamp with time zone not null default provost_private.clock_now(),
  updated timestamp with time zone not null default provost_private.clock_now(),
  catch_up text not null default 'planned'::text,
  catch_up_window_seconds double precision,
  max_catch_up integer,
  max_scheduled_runs integer,
  overlap text not null default 'allow'::text,
  planning_error text,
  constraint deployment_schedules_pkey PRIMARY KEY (id),
  constraint schedule_anchor_is_in_the_years_1_to_9999 CHECK (((anchor_date >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (anchor_date <= '9999-12-31 00:00:00+00'::timestamp with time zone))),
  constraint schedule_belongs_to_a_deployment FOREIGN KEY (deployment_id) REFERENCES provost.deployments(id) ON DELETE CASCADE,
  constraint schedule_catch_up_is_known CHECK ((catch_up = ANY (ARRAY['planned'::text, 'all'::text, 'last'::text, 'window'::text, 'skip'::text]))),
  constraint schedule_catch_up_window_is_at_most_100_years CHECK ((catch_up_window_seconds <= ('3155760000'::bigint)::double precision)),
  constraint schedule_catch_up_window_is_positive CHECK ((catch_up_window_seconds > (0)::double precision)),
  constraint schedule_has_exactly_one_kind CHECK ((num_nonnulls(cron, interval_seconds, rrule) = 1)),
  constraint schedule_interval_is_finite CHECK ((interval_seconds < 'Infinity'::double precision)),
  constraint schedule_interval_is_positive CHECK ((interval_seconds > (0)::double precision)),
  constraint schedule_max_catch_up_is_possible CHECK (((max_catch_up >= 1) AND (max_catch_up <= 1000))),
  constraint schedule_max_scheduled_runs_is_possible CHECK (((max_scheduled_runs >= 1) AND (max_scheduled_runs <= 50))),
  constraint schedule_overlap_is_known CHECK ((overlap = ANY (ARRAY['allow'::text, 'skip'::text, 'queue'::text, 'cancel_running'::text]))),
  constraint schedule_parameters_are_an_object CHECK ((jsonb_typeof(parameters) = 'object'::text)),
  constraint schedule_rrule_is_short CHECK ((length(rrule) <= 6500)),
  constraint schedule_slug_is_unique_in_deployment UNIQUE (deployment_id, slug),
  constraint schedule_that_catches_up_a_window_says_how_long CHECK (((catch_up <> 'window'::text) OR (catch_up_window_seconds IS NOT NULL)))
)
  CREATE INDEX deployment_schedules_overlap_idx ON provost.deployment_schedules USING btree (id) WHERE (overlap <> 'allow'::text)
  CREATE INDEX deployment_schedules_to_plan_idx ON provost.deployment_schedules USING btree (next_plan_time) WHERE (active = true)
  select: provost_engine, provost_operator, provost_viewer

table provost.deployment_versions (
  deployment_id uuid not null,
  number integer not null,
  version text,
  content jsonb not null,
  git_commit text,
  created_by text not null,
  restores integer,
  created timestamp with time zone not null default provost_private.clock_now(),
  constraint deployment_versions_pkey PRIMARY KEY (deployment_id, number),
  constraint version_belongs_to_a_deployment FOREIGN KEY (deployment_id) REFERENCES provost.deployments(id) ON DELETE CASCADE
)
  select: provost_engine, provost_operator, provost_viewer

table provost.deployments (
  id uuid not null default provost_private.new_id(),
  flow_id uuid not null,
  name text not null,
  full_name text not null,
  description text,
  version text,
  tags text[] not null default '{}'::text[],
  labels jsonb not null default '{}'::jsonb,
  parameters jsonb not null default '{}'::jsonb,
  parameter_openapi_schema jsonb,
  parameter_check jsonpath,
  enforce_parameter_schema boolean not null default true,
  work_queue_id uuid,
  entrypoint text,
  paused boolean not null default false,
  job_variables jsonb not null default '{}'::jsonb,
  retries integer,
  retry_delay_seconds double precision,
  timeout_seconds double precision,
  created timestamp with time zone not null default provost_private.clock_now(),
  updated timestamp with time zone not null default provost_private.clock_now(),
  concurrency_limit integer,
  collision_strategy text not null default 'ENQUEUE'::text,
  grace_period_seconds double precision,
  kind text not null default 'flow'::text,
  pull_steps jsonb,
  fairness_key text,
  needs_job_variables boolean not null default false,
  fills_in_runs boolean not null default ((tags <> '{}'::text[]) OR (labels <> '{}'::jsonb) OR (parameters <> '{}'::jsonb) OR (num_nonnulls(retries, retry_delay_seconds, timeout_seconds, fairness_key) > 0)),
  constraint deployment_belongs_to_a_flow FOREIGN KEY (flow_id) REFERENCES provost.flows(id) ON DELETE CASCADE,
  constraint deployment_collision_strategy_is_known CHECK ((collision_strategy = ANY (ARRAY['ENQUEUE'::text, 'CANCEL_NEW'::text, 'CANCEL_RUNNING'::text]))),
  constraint deployment_fairness_key_says_something CHECK ((fairness_key <> ''::text)),
  constraint deployment_full_name_is_unique UNIQUE (full_name),
  constraint deployment_grace_period_is_possible CHECK (((grace_period_seconds >= (60)::double precision) AND (grace_period_seconds <= (86400)::double precision))),
  constraint deployment_kind_is_known CHECK ((kind = ANY (ARRAY['flow'::text, 'task'::text]))),
  constraint deployment_labels_are_an_object CHECK ((jsonb_typeof(labels) = 'object'::text)),
  constraint deployment_limit_is_not_negative CHECK ((concurrency_limit >= 0)),
  constraint deployment_may_have_a_work_queue FOREIGN KEY (work_queue_id) REFERENCES provost.work_queues(id) ON DELETE SET NULL,
  constraint deployment_name_has_no_reserved_characters CHECK ((name ~ '^[^/%&><]+$'::text)),
  constraint deployment_name_is_unique_in_flow UNIQUE (flow_id, name),
  constraint deployment_parameters_are_an_object CHECK ((jsonb_typeof(parameters) = 'object'::text)),
  constraint deployment_pull_steps_are_a_list CHECK ((jsonb_typeof(pull_steps) = 'array'::text)),
  constraint deployment_retries_are_not_negative CHECK ((retries >= 0)),
  constraint deployment_retry_delay_is_at_most_100_years CHECK ((retry_delay_seconds <= ('3155760000'::bigint)::double precision)),
  constraint deployment_retry_delay_is_not_negative CHECK ((retry_delay_seconds >= (0)::double precision)),
  constraint deployment_timeout_is_at_most_100_years CHECK ((timeout_seconds <= ('3155760000'::bigint)::double precision)),
  constraint deployment_timeout_is_positive CHECK ((timeout_seconds > (0)::double precision)),
  constraint deployments_pkey PRIMARY KEY (id)
)
  CREATE INDEX deployments_by_work_queue_idx ON provost.deployments USING btree (work_queue_id)
  select: provost_engine, provost_operator, provost_viewer

table provost.earlier_task_runs (
  flow_run_id uuid not null,
  id uuid not null,
  attempt integer not null,
  key text not null,
  name text not null,
  task_name text not null,
  tags text[] not null default '{}'::text[],
  state_type provost.state_type not null,
  state_name text not null,
  state_message text,
  run_count integer not null,
  start_time timestamp with time zone,
  end_time timestamp with time zone,
  result jsonb,
  result_meta jsonb,
  error jsonb,
  child_flow_run_id uuid,
  put_aside timestamp with time zone not null default provost_private.clock_now(),
  implied_states integer not null default 0,
  constraint earlier_task_runs_pkey PRIMARY KEY (flow_run_id, id)
) with (autovacuum_vacuum_insert_scale_factor=0, autovacuum_vacuum_insert_threshold=100000)
  select: provost_engine, provost_operator, provost_viewer

table provost.events (
  id uuid not null default provost_private.new_id(),
  occurred timestamp with time zone not null default provost_private.clock_now(),
  received timestamp with time zone not null default provost_private.clock_now(),
  event text not null,
  resource jsonb not null,
  related jsonb not null default '[]'::jsonb,
  payload jsonb not null default '{}'::jsonb,
  follows uuid,
  constraint event_name_is_short CHECK (((char_length(event) >= 1) AND (char_length(event) <= 1024))),
  constraint events_pkey PRIMARY KEY (occurred, id),
  constraint payload_is_an_object CHECK ((jsonb_typeof(payload) = 'object'::text)),
  constraint related_is_a_list CHECK ((jsonb_typeof(related) = 'array'::text)),
  constraint resource_has_an_id CHECK ((COALESCE((resource ->> 'provost.resource.id'::text), ''::text) <> ''::text))
)
  CREATE INDEX events_by_event_idx ON ONLY provost.events USING btree (event, occurred, id)
  CREATE INDEX events_by_id_idx ON ONLY provost.events USING btree (id)
  select: provost_engine, provost_operator, provost_viewer

table provost.fairness_weights (
  fairness_key text not null,
  weight double precision not null,
  updated timestamp with time zone not null default provost_private.clock_now(),
  constraint fairness_weight_is_possible CHECK (((weight >= (0.001)::double precision) AND (weight <= (1000)::double precision))),
  constraint fairness_weights_pkey PRIMARY KEY (fairness_key)
)
  select: provost_engine, provost_operator, provost_viewer

table provost.flow_run_inputs (
  flow_run_id uuid not null,
  key text not null,
  id uuid not null default provost_private.new_id(),
  prefix text not null,
  sender text,
  value jsonb not null,
  value_meta jsonb,
  received_by text,
  created timestamp with time zone not null default provost_private.clock_now(),
  constraint flow_run_inputs_pkey PRIMARY KEY (flow_run_id, key)
)
  CREATE INDEX flow_run_inputs_unreceived_idx ON provost.flow_run_inputs USING btree (flow_run_id, prefix, id) WHERE (received_by IS NULL)
  select: provost_engine, provost_operator, provost_viewer

table provost.flow_run_waits (
  flow_run_id uuid not null,
  key text not null,
  kind text not null,
  run_count integer not null,
  description text,
  wake_time timestamp with time zone,
  input_schema jsonb,
  initial_input jsonb,
  event text,
  event_filter jsonb,
  awaited_flow_run_id uuid,
  input_prefix text,
  outcome text,
  answered_time timestamp with time zone,
  value jsonb,
  created timestamp with time zone not null default provost_private.clock_now(),
  input_hash text,
  constraint event_wait_names_an_event CHECK (((kind = 'event'::text) = (event IS NOT NULL))),
  constraint flow_run_wait_names_a_flow_run CHECK (((kind = 'flow_run'::text) = (awaited_flow_run_id IS NOT NULL))),
  constraint flow_run_waits_pkey PRIMARY KEY (flow_run_id, key),
  constraint input_wait_names_a_prefix CHECK (((kind = 'input'::text) = (input_prefix IS NOT NULL))),
  constraint sleeping_has_an_end CHECK (((kind <> 'sleep'::text) OR (wake_time IS NOT NULL))),
  constraint wait_has_an_outcome_from_its_answer_on CHECK (((outcome IS NULL) = (answered_time IS NULL))),
  constraint wait_kind_is_known CHECK ((kind = ANY (ARRAY['sleep'::text, 'pause'::text, 'suspend'::text, 'input'::text, 'event'::text, 'flow_run'::text]))),
  constraint wait_outcome_is_known CHECK ((outcome = ANY (ARRAY['answered'::text, 'elapsed'::text])))
)
  CREATE INDEX flow_run_waits_due_idx ON provost.flow_run_waits USING btree (wake_time) WHERE (outcome IS NULL)
  CREATE INDEX flow_run_waits_for_event_idx ON provost.flow_run_waits USING btree (event) WHERE ((outcome IS NULL) AND (event IS NOT NULL))
  CREATE INDEX flow_run_waits_for_run_idx ON provost.flow_run_waits USING btree (awaited_flow_run_id) WHERE ((outcome IS NULL) AND (awaited_flow_run_id IS NOT NULL))
  select: provost_engine, provost_operator, provost_viewer

table provost.flow_runs (
  id uuid not null default provost_private.new_id(),
  flow_id uuid not null,
  deployment_id uuid,
  deployment text,
  work_queue_id uuid,
  name text not null,
  parameters jsonb not null default '{}'::jsonb,
  tags text[] not null default '{}'::text[],
  labels jsonb not null default '{}'::jsonb,
  job_variables jsonb,
  idempotency_key text,
  state_type provost.state_type not null default 'SCHEDULED'::provost.state_type,
  state_name text not null default 'Scheduled'::text,
  state_timestamp timestamp with time zone not null default provost_private.clock_now(),
  state_message text,
  state_details jsonb,
  state_count integer not null default 1,
  epoch integer not null default 0,
  run_count integer not null default 0,
  crash_count integer not null default 0,
  resuming boolean not null default false,
  pause_keys text[],
  retries integer,
  retry_delay_seconds double precision,
  timeout_seconds double precision,
  expected_start_time timestamp with time zone not null default provost_private.clock_now(),
  next_scheduled_start_time timestamp with time zone,
  start_time timestamp with time zone,
  end_time timestamp with time zone,
  total_run_time interval not null default '00:00:00'::interval,
  schedule_id uuid,
  auto_scheduled boolean not null default false,
  parent_flow_run_id uuid,
  parent_task_key text,
  result jsonb,
  result_meta jsonb,
  error jsonb,
  created timestamp with time zone not null default provost_private.clock_now(),
  kind text not null default 'flow'::text,
  parent_task_run_id uuid,
  attempt_epoch integer not null default 0,
  enforce_parameter_schema boolean,
  start_before timestamp with time zone,
  overlap text,
  fairness_key text,
  infrastructure_pid text,
  constraint flow_runs_pkey PRIMARY KEY (id)
) with (fillfactor=80, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000, autovacuum_analyze_scale_factor=0, autovacuum_analyze_threshold=10000)
  CREATE INDEX flow_runs_awaiting_slot_idx ON provost.flow_runs USING btree (work_queue_id, deployment_id, expected_start_time) WHERE ((state_type = 'SCHEDULED'::provost.state_type) AND (state_name = 'AwaitingConcurrencySlot'::text))
  CREATE INDEX flow_runs_by_deployment_idx ON provost.flow_runs USING btree (deployment_id, id)
  CREATE INDEX flow_runs_by_flow_idx ON provost.flow_runs USING btree (flow_id, id)
  CREATE INDEX flow_runs_by_parent_idx ON provost.flow_runs USING btree (parent_flow_run_id, id) WHERE (parent_flow_run_id IS NOT NULL)
  CREATE INDEX flow_runs_by_state_idx ON provost.flow_runs USING btree (state_type, id) WHERE (state_type = ANY (ARRAY['PENDING'::provost.state_type, 'RUNNING'::provost.state_type, 'PAUSED'::provost.state_type, 'CANCELLING'::provost.state_type, 'FAILED'::provost.state_type, 'CRASHED'::provost.state_type]))
  CREATE INDEX flow_runs_due_idx ON provost.flow_runs USING btree (work_queue_id, next_scheduled_start_time) WHERE ((fairness_key IS NULL) AND (state_type = 'SCHEDULED'::provost.state_type) AND (state_name <> 'AwaitingConcurrencySlot'::text))
  CREATE INDEX flow_runs_fair_idx ON provost.flow_runs USING btree (work_queue_id, hashtextextended(fairness_key, (0)::bigint), next_scheduled_start_time) WHERE ((fairness_key IS NOT NULL) AND (state_type = 'SCHEDULED'::provost.state_type) AND (state_name <> 'AwaitingConcurrencySlot'::text))
  CREATE INDEX flow_runs_keyed_due_idx ON provost.flow_runs USING btree (work_queue_id, next_scheduled_start_time) WHERE ((fairness_key IS NOT NULL) AND (state_type = 'SCHEDULED'::provost.state_type) AND (state_name <> 'AwaitingConcurrencySlot'::text))
  CREATE INDEX flow_runs_overlap_idx ON provost.flow_runs USING btree (schedule_id, expected_start_time) WHERE ((overlap IS NOT NULL) AND (state_type = ANY (ARRAY['SCHEDULED'::provost.state_type, 'PENDING'::provost.state_type, 'RUNNING'::provost.state_type, 'PAUSED'::provost.state_type, 'CANCELLING'::provost.state_type])))
  CREATE INDEX flow_runs_planned_ahead_idx ON provost.flow_runs USING btree (expected_start_time) WHERE (expected_start_time > created)
  CREATE INDEX flow_runs_planned_idx ON provost.flow_runs USING btree (schedule_id, next_scheduled_start_time) WHERE ((state_type = 'SCHEDULED'::provost.state_type) AND (auto_scheduled = true))
  CREATE INDEX flow_runs_skipped_idx ON provost.flow_runs USING btree (schedule_id, expected_start_time) WHERE (state_name = 'Skipped'::text)
  CREATE INDEX flow_runs_start_before_idx ON provost.flow_runs USING btree (start_before) WHERE ((state_type = 'SCHEDULED'::provost.state_type) AND (run_count = 0) AND (start_before IS NOT NULL))
  CREATE INDEX flow_runs_unfinished_children_idx ON provost.flow_runs USING btree (parent_flow_run_id, state_type) WHERE ((parent_flow_run_id IS NOT NULL) AND (state_type = ANY (ARRAY['SCHEDULED'::provost.state_type, 'PENDING'::provost.state_type, 'RUNNING'::provost.state_type, 'PAUSED'::provost.state_type, 'CANCELLING'::provost.state_type])))
  select: provost_operator, provost_viewer
  select, update: provost_engine
  insert: provost_enqueuer (id, deployment_id, deployment, name, parameters, tags, labels, job_variables, idempotency_key, retries, retry_delay_seconds, timeout_seconds, expected_start_time, enforce_parameter_schema, fairness_key)
  select: provost_enqueuer (id, deployment_id, deployment, name, idempotency_key, state_type, state_name, expected_start_time, result, error, created)
  insert: provost_operator (id, deployment_id, deployment, name, parameters, tags, labels, job_variables, idempotency_key, retries, retry_delay_seconds, timeout_seconds, expected_start_time, enforce_parameter_schema, fairness_key)

table provost.flows (
  id uuid not null default provost_private.new_id(),
  name text not null,
  description text,
  version text,
  tags text[] not null default '{}'::text[],
  created timestamp with time zone not null default provost_private.clock_now(),
  updated timestamp with time zone not null default provost_private.clock_now(),
  kind text not null default 'flow'::text,
  constraint flow_kind_is_known CHECK ((kind = ANY (ARRAY['flow'::text, 'task'::text]))),
  constraint flow_name_has_no_reserved_characters CHECK ((name ~ '^[^/%&><]+$'::text)),
  constraint flow_name_is_unique_in_its_kind UNIQUE (name, kind),
  constraint flows_pkey PRIMARY KEY (id)
)
  select: provost_engine, provost_operator, provost_viewer

table provost.logs (
  flow_run_id uuid not null,
  id uuid not null default provost_private.new_id(),
  task_run_id uuid,
  level integer not null,
  name text not null,
  message text not null,
  "timestamp" timestamp with time zone not null,
  constraint logs_pkey PRIMARY KEY (flow_run_id, id)
)
  select: provost_engine, provost_operator, provost_viewer

table provost.schedule_backfills (
  id uuid not null default provost_private.new_id(),
  schedule_id uuid not null,
  from_time timestamp with time zone not null,
  to_time timestamp with time zone not null,
  planned_until timestamp with time zone,
  run_count integer not null default 0,
  created timestamp with time zone not null default provost_private.clock_now(),
  completed timestamp with time zone,
  planning_error text,
  next_plan_time timestamp with time zone not null default provost_private.clock_now(),
  constraint backfill_belongs_to_a_schedule FOREIGN KEY (schedule_id) REFERENCES provost.deployment_schedules(id) ON DELETE CASCADE,
  constraint backfill_goes_forward_in_time CHECK ((from_time <= to_time)),
  constraint schedule_backfills_pkey PRIMARY KEY (id)
)
  CREATE INDEX schedule_backfills_by_schedule_idx ON provost.schedule_backfills USING btree (schedule_id)
  CREATE INDEX schedule_backfills_to_plan_idx ON provost.schedule_backfills USING btree (next_plan_time) WHERE (completed IS NULL)
  select: provost_engine, provost_operator, provost_viewer

table provost.task_runs (
  flow_run_id uuid not null,
  key text not null,
  id uuid not null default provost_private.new_id(),
  name text not null,
  task_name text not null,
  tags text[] not null default '{}'::text[],
  epoch integer not null,
  state_type provost.state_type not null,
  state_name text not null,
  state_timestamp timestamp with time zone not null,
  state_message text,
  state_count integer not null,
  run_count integer not null,
  start_time timestamp with time zone,
  end_time timestamp with time zone,
  next_start_time timestamp with time zone,
  input_hash text,
  result jsonb,
  result_meta jsonb,
  error jsonb,
  state_details jsonb,
  expected_start_time timestamp with time zone,
  total_run_time interval,
  flow_run_run_count integer,
  retries integer,
  retry_delays double precision[],
  retry_jitter_factor double precision,
  task_inputs jsonb,
  child_flow_run_id uuid,
  implied_states integer not null default 0,
  constraint task_runs_pkey PRIMARY KEY (flow_run_id, key)
)
  CREATE INDEX task_runs_by_id_idx ON ONLY provost.task_runs USING btree (id)
  CREATE INDEX task_runs_open_idx ON ONLY provost.task_runs USING btree (flow_run_id) WHERE ((state_type = ANY (ARRAY['SCHEDULED'::provost.state_type, 'PENDING'::provost.state_type, 'RUNNING'::provost.state_type, 'PAUSED'::provost.state_type, 'CANCELLING'::provost.state_type])) AND (state_name <> 'NotReady'::text))
  insert, select, update: provost_engine
  select: provost_operator, provost_viewer

table provost.work_pools (
  id uuid not null default provost_private.new_id(),
  name text not null,
  type text not null default 'inline'::text,
  description text,
  is_paused boolean not null default false,
  created timestamp with time zone not null default provost_private.clock_now(),
  updated timestamp with time zone not null default provost_private.clock_now(),
  concurrency_limit integer,
  base_job_template jsonb not null default '{}'::jsonb,
  constraint work_pool_limit_is_not_negative CHECK ((concurrency_limit >= 0)),
  constraint work_pool_name_has_no_reserved_characters CHECK (((name ~ '^[^/%&><[:cntrl:]]+$'::text) OR (name ~ '^serve/[^/]+/[^/]+$'::text))),
  constraint work_pool_name_is_short CHECK (((length(name) >= 1) AND (length(name) <= 110))),
  constraint work_pool_name_is_unique UNIQUE (name),
  constraint work_pool_template_is_an_object CHECK ((jsonb_typeof(base_job_template) = 'object'::text)),
  constraint work_pool_type_is_known CHECK ((type = ANY (ARRAY['inline'::text, 'process'::text]))),
  constraint work_pools_pkey PRIMARY KEY (id)
)
  select: provost_engine, provost_operator, provost_viewer

table provost.work_queues (
  id uuid not null default provost_private.new_id(),
  work_pool_id uuid not null,
  name text not null,
  description text,
  priority integer not null default 1,
  is_paused boolean not null default false,
  created timestamp with time zone not null default provost_private.clock_now(),
  updated timestamp with time zone not null default provost_private.clock_now(),
  concurrency_limit integer,
  is_default boolean not null default false,
  constraint work_queue_belongs_to_a_pool FOREIGN KEY (work_pool_id) REFERENCES provost.work_pools(id) ON DELETE CASCADE,
  constraint work_queue_limit_is_not_negative CHECK ((concurrency_limit >= 0)),
  constraint work_queue_name_is_unique_in_pool UNIQUE (work_pool_id, name),
  constraint work_queue_priority_is_positive CHECK ((priority > 0)),
  constraint work_queues_pkey PRIMARY KEY (id)
)
  CREATE UNIQUE INDEX work_pool_has_one_default_queue_idx ON provost.work_queues USING btree (work_pool_id) WHERE (is_default = true)
  CREATE INDEX work_queues_with_a_limit_idx ON provost.work_queues USING btree (work_pool_id) WHERE (concurrency_limit IS NOT NULL)
  select: provost_engine, provost_operator, provost_viewer

table provost.workers (
  id uuid not null default provost_private.new_id(),
  work_pool_id uuid not null,
  name text not null,
  kind text not null default 'worker'::text,
  concurrency_limit integer not null default 100,
  status text not null default 'ONLINE'::text,
  version text,
  graphile_pool_id text,
  heartbeat_count bigint not null default 0,
  last_heartbeat_time timestamp with time zone not null default provost_private.clock_now(),
  stalled_since timestamp with time zone,
  started timestamp with time zone not null default provost_private.clock_now(),
  ended timestamp with time zone,
  work_queues text[],
  session_name text,
  lone_flow_run_id uuid,
  constraint worker_belongs_to_a_pool FOREIGN KEY (work_pool_id) REFERENCES provost.work_pools(id) ON DELETE CASCADE,
  constraint worker_ended_matches_status CHECK (((status = 'OFFLINE'::text) = (ended IS NOT NULL))),
  constraint worker_kind_is_known CHECK ((kind = ANY (ARRAY['worker'::text, 'local'::text]))),
  constraint worker_limit_is_positive CHECK ((concurrency_limit > 0)),
  constraint worker_status_is_known CHECK ((status = ANY (ARRAY['ONLINE'::text, 'DRAINING'::text, 'OFFLINE'::text]))),
  constraint workers_pkey PRIMARY KEY (id)
) with (fillfactor=50)
  CREATE INDEX workers_by_work_pool_idx ON provost.workers USING btree (work_pool_id)
  select: provost_engine, provost_operator, provost_viewer

table provost_private.active_runs (
  flow_run_id uuid not null,
  epoch integer not null,
  worker_id uuid not null,
  claimed_at timestamp with time zone not null,
  deadline timestamp with time zone,
  constraint active_runs_pkey PRIMARY KEY (flow_run_id)
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000)
  delete, insert, select, update: provost_engine

table provost_private.flow_run_states (
  flow_run_id uuid not null,
  seq integer not null,
  type provost.state_type not null,
  name text not null,
  "timestamp" timestamp with time zone not null,
  message text,
  details jsonb,
  follows_pending boolean,
  constraint flow_run_states_pkey PRIMARY KEY (flow_run_id, seq)
)
  insert, select: provost_engine

table provost_private.history_periods (
  kind text not null,
  from_time timestamp with time zone not null,
  to_time timestamp with time zone not null,
  orphans bigint not null default 0,
  thinned text[] not null default '{}'::text[],
  constraint history_kind_is_known CHECK ((kind = ANY (ARRAY['runs'::text, 'events'::text]))),
  constraint history_period_has_a_length CHECK ((from_time < to_time)),
  constraint history_periods_pkey PRIMARY KEY (kind, from_time)
)

table provost_private.history_state (
  id boolean not null default true,
  runs_until timestamp with time zone not null,
  events_until timestamp with time zone not null,
  runs_every interval not null default '21 days'::interval,
  events_every interval not null default '1 day'::interval,
  trimmed timestamp with time zone,
  constraint history_state_pkey PRIMARY KEY (id),
  constraint there_is_one_history_state CHECK (id)
) with (fillfactor=10)
  select: provost_engine

table provost_private.idempotency_keys (
  deployment_id uuid not null,
  key text not null,
  flow_run_id uuid not null,
  input_hash uuid not null,
  created timestamp with time zone not null default provost_private.clock_now(),
  constraint idempotency_keys_pkey PRIMARY KEY (deployment_id, key)
)

table provost_private.key_locks (
  key_hash uuid not null,
  key text not null,
  flow_run_id uuid not null,
  epoch integer not null,
  holder text not null,
  taken timestamp with time zone not null,
  constraint key_locks_pkey PRIMARY KEY (key_hash),
  constraint locked_key_is_short CHECK ((length(key) <= 2000))
)

table provost_private.loaded_sources (
  is_only boolean not null default true,
  sha256 text not null,
  version text not null,
  loaded_at timestamp with time zone not null default clock_timestamp(),
  constraint loaded_sources_is_one_row CHECK (is_only),
  constraint loaded_sources_pkey PRIMARY KEY (is_only)
)

table provost_private.migrations (
  name text not null,
  sha256 text not null,
  applied_at timestamp with time zone not null default clock_timestamp(),
  constraint migrations_pkey PRIMARY KEY (name)
)

table provost_private.retired_work_queues (
  id uuid not null,
  retired timestamp with time zone not null default provost_private.clock_now(),
  constraint retired_work_queues_pkey PRIMARY KEY (id)
)

table provost_private.served_pauses (
  deployment_id uuid not null,
  paused_at timestamp with time zone not null default provost_private.clock_now(),
  constraint served_pause_belongs_to_a_deployment FOREIGN KEY (deployment_id) REFERENCES provost.deployments(id) ON DELETE CASCADE,
  constraint served_pauses_pkey PRIMARY KEY (deployment_id)
)

table provost_private.slots (
  limit_id uuid not null,
  lease_id uuid not null,
  slots integer not null,
  ticket bigint not null,
  flow_run_id uuid,
  epoch integer,
  task_key text,
  holder text,
  is_rate boolean not null default false,
  lease_seconds double precision,
  requested timestamp with time zone not null,
  granted timestamp with time zone,
  expires timestamp with time zone,
  constraint slot_belongs_to_a_limit FOREIGN KEY (limit_id) REFERENCES provost.concurrency_limits(id) ON DELETE CASCADE,
  constraint slot_of_a_run_names_its_epoch CHECK (((flow_run_id IS NULL) = (epoch IS NULL))),
  constraint slots_are_positive CHECK ((slots > 0)),
  constraint slots_pkey PRIMARY KEY (limit_id, lease_id)
) with (fillfactor=50, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000)
  CREATE INDEX slots_by_flow_run_idx ON provost_private.slots USING btree (flow_run_id) WHERE (flow_run_id IS NOT NULL)
  CREATE INDEX slots_by_lease_idx ON provost_private.slots USING btree (lease_id)
  CREATE INDEX slots_expiring_idx ON provost_private.slots USING btree (expires) WHERE (expires IS NOT NULL)
  CREATE INDEX slots_held_idx ON provost_private.slots USING btree (limit_id) INCLUDE (slots, expires) WHERE (granted IS NOT NULL)
  CREATE INDEX slots_waiting_idx ON provost_private.slots USING btree (limit_id, ticket) WHERE (granted IS NULL)
  delete, insert, select, update: provost_engine

table provost_private.stored_results (
  key text not null,
  part integer not null,
  flow_run_id uuid not null,
  bytes bytea not null,
  created timestamp with time zone not null,
  constraint stored_results_pkey PRIMARY KEY (key, part)
)
  CREATE INDEX stored_results_created_idx ON provost_private.stored_results USING btree (created) WHERE (part = 0)

table provost_private.task_run_cache (
  key_hash uuid not null,
  key text not null,
  flow_run_id uuid not null,
  task_run_id uuid not null,
  message text,
  result jsonb,
  result_meta jsonb,
  created timestamp with time zone not null,
  expiration timestamp with time zone,
  constraint cache_key_is_short CHECK ((length(key) <= 2000)),
  constraint task_run_cache_pkey PRIMARY KEY (key_hash)
)
  CREATE INDEX task_run_cache_by_run_idx ON provost_private.task_run_cache USING btree (flow_run_id)
  CREATE INDEX task_run_cache_expired_idx ON provost_private.task_run_cache USING btree (expiration) WHERE (expiration IS NOT NULL)
  CREATE INDEX task_run_cache_stored_idx ON provost_private.task_run_cache USING btree (((result_meta ->> 'key'::text))) WHERE ((result_meta ->> 'storage'::text) = 'database'::text)
  select: provost_engine

table provost_private.task_run_states (
  flow_run_id uuid not null,
  task_run_id uuid not null,
  seq integer not null,
  type provost.state_type not null,
  name text not null,
  "timestamp" timestamp with time zone not null,
  message text,
  details jsonb,
  constraint task_run_states_pkey PRIMARY KEY (flow_run_id, task_run_id, seq)
)
  insert, select: provost_engine

table provost_private.watched_runs (
  flow_run_id uuid not null,
  watched_until timestamp with time zone not null,
  constraint watched_runs_pkey PRIMARY KEY (flow_run_id)
)
  select: provost_engine


-- Sequences

sequence provost_private.doorbell as bigint increment by 1 cache 1
  select: provost_engine
sequence provost_private.fairness_turns as bigint increment by 1 cache 1
sequence provost_private.slot_tickets as bigint increment by 1 cache 1
  usage: provost_engine
sequence provost_private.turn_of_dead_workers as bigint increment by 1 cache 1
  select, update: provost_engine
sequence provost_private.turn_of_flow_runs as bigint increment by 1 cache 1
  select, update: provost_engine
sequence provost_private.turn_of_late_runs as bigint increment by 1 cache 1
  select, update: provost_engine

-- Views

view provost.concurrency_slots (limit_name text, slots integer, status text, since timestamp with time zone, expires timestamp with time zone, flow_run_id uuid, task_key text, holder text, lease_id uuid, limit_id uuid, ticket bigint)
  select: provost_engine, provost_operator, provost_viewer
view provost.flow_run_states (flow_run_id uuid, seq integer, type provost.state_type, name text, "timestamp" timestamp with time zone, message text, details jsonb)
  select: provost_engine, provost_operator, provost_viewer
view provost.task_run_states (flow_run_id uuid, task_run_id uuid, seq integer, type provost.state_type, name text, "timestamp" timestamp with time zone, message text, details jsonb)
  select: provost_engine, provost_operator, provost_viewer
view provost_private.error_codes (code text, name text, meaning text)
view provost_private.flow_run_rules ("position" integer, rule text, status text, becomes provost.state_type, reason text)
  select: provost_engine
view provost_private.history_tables ("position" integer, name text, kind text, key text, options text, schema text)
view provost_private.task_run_rules ("position" integer, rule text, status text, becomes provost.state_type, becomes_name text, reason text)
  select: provost_engine

-- Functions

function provost.backfill(schedule_id uuid, from_time timestamp with time zone, to_time timestamp with time zone)
  returns provost.schedule_backfills plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.cancel_flow_run(flow_run_id uuid)
  returns jsonb plpgsql volatile set search_path=""
  execute: provost_operator
function provost.cancel_flow_runs(filter jsonb, dry_run boolean DEFAULT false, batch_size integer DEFAULT 500, after uuid DEFAULT NULL::uuid)
  returns jsonb sql volatile security definer
  execute: provost_operator
function provost.concurrency_limits_active_slots(concurrency_limit provost.concurrency_limits)
  returns integer sql stable security definer
  execute: provost_operator, provost_viewer
function provost.concurrency_limits_denied_slots(concurrency_limit provost.concurrency_limits)
  returns integer sql stable security definer
  execute: provost_operator, provost_viewer
function provost.create_concurrency_limit(name text, "limit" integer, active boolean DEFAULT true, slot_decay_per_second double precision DEFAULT 0, active_slots integer DEFAULT 0, overwrite boolean DEFAULT false)
  returns provost.concurrency_limits plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.create_flow_run(deployment text, parameters jsonb DEFAULT '{}'::jsonb, name text DEFAULT NULL::text, tags text[] DEFAULT '{}'::text[], idempotency_key text DEFAULT NULL::text, scheduled_time timestamp with time zone DEFAULT NULL::timestamp with time zone, labels jsonb DEFAULT '{}'::jsonb, job_variables jsonb DEFAULT NULL::jsonb, enforce_parameter_schema boolean DEFAULT NULL::boolean, fairness_key text DEFAULT NULL::text, work_queue text DEFAULT NULL::text)
  returns provost.flow_runs plpgsql volatile security definer set search_path=""
  execute: provost_enqueuer, provost_operator
function provost.create_flow_runs(deployment text, runs jsonb, dry_run boolean DEFAULT false)
  returns jsonb plpgsql volatile security definer set search_path=""
  execute: provost_enqueuer, provost_operator
function provost.create_schedule(deployment text, schedule jsonb, replace boolean DEFAULT false)
  returns provost.deployment_schedules plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.create_task_run(flow_run_id uuid, task_name text, key text DEFAULT NULL::text, name text DEFAULT NULL::text, tags text[] DEFAULT '{}'::text[], state jsonb DEFAULT '{"type": "PENDING"}'::jsonb, retries integer DEFAULT NULL::integer, retry_delays double precision[] DEFAULT '{}'::double precision[], retry_jitter_factor double precision DEFAULT NULL::double precision)
  returns provost.task_runs plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.create_work_pool(name text, type text DEFAULT NULL::text, description text DEFAULT NULL::text, base_job_template jsonb DEFAULT NULL::jsonb, is_paused boolean DEFAULT NULL::boolean, concurrency_limit integer DEFAULT NULL::integer, overwrite boolean DEFAULT false)
  returns provost.work_pools plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.create_work_queue(work_pool text, name text, priority integer DEFAULT NULL::integer, concurrency_limit integer DEFAULT NULL::integer, description text DEFAULT NULL::text, is_paused boolean DEFAULT false)
  returns provost.work_queues plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.default_base_job_template(type text DEFAULT 'inline'::text)
  returns jsonb plpgsql immutable set search_path=""
  execute: provost_operator, provost_viewer
function provost.delay_task(task text, args jsonb DEFAULT '[]'::jsonb, idempotency_key text DEFAULT NULL::text, scheduled_time timestamp with time zone DEFAULT NULL::timestamp with time zone, delay_seconds double precision DEFAULT NULL::double precision, tags text[] DEFAULT '{}'::text[], name text DEFAULT NULL::text)
  returns provost.flow_runs plpgsql volatile security definer set search_path=""
  execute: provost_enqueuer, provost_operator
function provost.delete_concurrency_limit(name text)
  returns provost.concurrency_limits plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.delete_deployment(deployment text)
  returns provost.deployments plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.delete_flow(flow text)
  returns provost.flows plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.delete_flow_runs(filter jsonb, dry_run boolean DEFAULT false, batch_size integer DEFAULT 500, after uuid DEFAULT NULL::uuid)
  returns jsonb plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.delete_schedule(schedule_id uuid)
  returns provost.deployment_schedules plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.delete_work_pool(work_pool text)
  returns provost.work_pools plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.delete_work_queue(work_pool text, work_queue text)
  returns provost.work_queues plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_operator
function provost.deploy(deployment jsonb)
  returns provost.deployments plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.deployments_last_polled(deployment provost.deployments)
  returns timestamp with time zone sql stable security definer
  execute: provost_operator, provost_viewer
function provost.deployments_status(deployment provost.deployments)
  returns text sql stable security definer
  execute: provost_operator, provost_viewer
function provost.emit_event(event text, resource jsonb, payload jsonb DEFAULT '{}'::jsonb, related jsonb DEFAULT '[]'::jsonb, occurred timestamp with time zone DEFAULT NULL::timestamp with time zone, id uuid DEFAULT NULL::uuid, follows uuid DEFAULT NULL::uuid)
  returns uuid plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.flow_by_name(name text)
  returns provost.flows sql stable strict
  execute: provost_operator, provost_viewer
function provost.flow_run_of_key(deployment text, idempotency_key text)
  returns SETOF provost.flow_runs plpgsql volatile security definer set search_path=""
  execute: provost_enqueuer, provost_operator
function provost.flow_run_result(id uuid)
  returns jsonb sql stable security definer
  execute: provost_operator, provost_viewer
function provost.flow_run_versions(flow_run_ids uuid[])
  returns TABLE(flow_run_id uuid, version text, is_finished boolean) sql stable security definer
  execute: provost_operator, provost_viewer
function provost.flow_runs_estimated_run_time(flow_run provost.flow_runs)
  returns double precision sql stable security definer
  execute: provost_operator, provost_viewer
function provost.flow_runs_estimated_start_time_delta(flow_run provost.flow_runs)
  returns double precision sql stable security definer
  execute: provost_operator, provost_viewer
function provost.flow_runs_task_run_counts(flow_run provost.flow_runs)
  returns jsonb sql stable security definer
  execute: provost_operator, provost_viewer
function provost.flow_runs_total_run_time(flow_run provost.flow_runs)
  returns double precision sql immutable parallel safe
  execute: provost_operator, provost_viewer
function provost.flow_runs_worker(flow_run provost.flow_runs)
  returns provost.workers sql stable security definer
  execute: provost_operator, provost_viewer
function provost.get_runs_in_work_queue(work_pool text, work_queue text, scheduled_before timestamp with time zone DEFAULT NULL::timestamp with time zone, "limit" integer DEFAULT NULL::integer)
  returns SETOF provost.flow_runs plpgsql stable security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_operator, provost_viewer
function provost.get_scheduled_flow_runs(work_pools text[] DEFAULT NULL::text[], work_queues text[] DEFAULT NULL::text[], scheduled_before timestamp with time zone DEFAULT NULL::timestamp with time zone, scheduled_after timestamp with time zone DEFAULT NULL::timestamp with time zone, "limit" integer DEFAULT NULL::integer, queue_limit integer DEFAULT NULL::integer, worker_limit integer DEFAULT NULL::integer, respect_queue_priorities boolean DEFAULT false)
  returns SETOF provost.flow_runs plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_operator
function provost.health()
  returns TABLE(name text, value text, is_alarming boolean, advice text) plpgsql stable security definer set search_path=""
  execute: provost_operator, provost_viewer
function provost.log_page_end(flow_run_id uuid, after_id uuid, max_rows integer)
  returns uuid sql stable
  execute: provost_operator, provost_viewer
function provost.missed_runs(schedule_id uuid DEFAULT NULL::uuid, since timestamp with time zone DEFAULT NULL::timestamp with time zone)
  returns SETOF provost.flow_runs sql stable
  execute: provost_operator, provost_viewer
function provost.prune(older_than interval, dry_run boolean DEFAULT false, batch_size integer DEFAULT 2000, after uuid DEFAULT NULL::uuid, failed_older_than interval DEFAULT NULL::interval)
  returns jsonb plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.release_concurrency_lease(lease_id uuid)
  returns boolean sql volatile security definer
  execute: provost_operator
function provost.release_concurrency_slots(names text[], slots integer DEFAULT 1, occupancy_seconds double precision DEFAULT NULL::double precision)
  returns integer plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.renew_concurrency_lease(lease_id uuid, lease_duration_seconds double precision DEFAULT NULL::double precision)
  returns timestamp with time zone plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.reset_concurrency_limit(name text, slot_override uuid[] DEFAULT '{}'::uuid[])
  returns integer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_operator
function provost.resume_flow_run(flow_run_id uuid, run_input jsonb DEFAULT NULL::jsonb)
  returns jsonb plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.retry_flow_run(flow_run_id uuid, mode text DEFAULT NULL::text, from_task text DEFAULT NULL::text)
  returns provost.flow_runs sql volatile security definer
  execute: provost_operator
function provost.retry_flow_runs(filter jsonb, dry_run boolean DEFAULT false, batch_size integer DEFAULT 500, after uuid DEFAULT NULL::uuid)
  returns jsonb sql volatile security definer
  execute: provost_operator
function provost.rollback_deployment(deployment text, version text DEFAULT NULL::text)
  returns provost.deployments plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.run_scheduled_early(schedule_id uuid, instant timestamp with time zone DEFAULT NULL::timestamp with time zone)
  returns provost.flow_runs plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.send_flow_run_input(flow_run_id uuid, value jsonb, prefix text DEFAULT ''::text, sender text DEFAULT NULL::text, key text DEFAULT NULL::text, value_meta jsonb DEFAULT NULL::jsonb)
  returns text plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.set_deployment_paused(deployment text, paused boolean)
  returns provost.deployments plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.set_fairness_weight(fairness_key text, weight double precision DEFAULT NULL::double precision)
  returns double precision plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.set_flow_run_state(flow_run_id uuid, state jsonb, force boolean DEFAULT false)
  returns jsonb plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.set_flow_run_states(filter jsonb, state jsonb, dry_run boolean DEFAULT false, force boolean DEFAULT false, batch_size integer DEFAULT 500, after uuid DEFAULT NULL::uuid)
  returns jsonb sql volatile security definer
  execute: provost_operator
function provost.set_schedule_active(schedule_id uuid, active boolean)
  returns provost.deployment_schedules plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.set_task_run_state(task_run_id uuid, state jsonb, force boolean DEFAULT false)
  returns jsonb plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.set_work_pool_concurrency_limit(work_pool text, concurrency_limit integer DEFAULT NULL::integer)
  returns provost.work_pools plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.set_work_pool_paused(work_pool text, paused boolean)
  returns provost.work_pools plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.set_work_queue_concurrency_limit(work_pool text, work_queue text, concurrency_limit integer DEFAULT NULL::integer)
  returns provost.work_queues plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.set_work_queue_paused(work_pool text, work_queue text, paused boolean)
  returns provost.work_queues plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.set_work_queue_priorities(work_pool text, priorities jsonb)
  returns SETOF provost.work_queues plpgsql volatile security definer set search_path="" set standard_conforming_strings=on
  execute: provost_operator
function provost.skip_scheduled_run(schedule_id uuid, instant timestamp with time zone DEFAULT NULL::timestamp with time zone)
  returns provost.flow_runs plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.suspend_flow_run(flow_run_id uuid, timeout_seconds double precision DEFAULT NULL::double precision)
  returns jsonb plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.take_concurrency_slots(names text[], slots integer DEFAULT 1, mode text DEFAULT 'concurrency'::text, lease_duration_seconds double precision DEFAULT 300, strict boolean DEFAULT false, holder text DEFAULT NULL::text)
  returns jsonb plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.task_run_result(id uuid)
  returns jsonb sql stable security definer
  execute: provost_operator, provost_viewer
function provost.task_runs_estimated_run_time(task_run provost.task_runs)
  returns double precision sql stable security definer
  execute: provost_operator, provost_viewer
function provost.task_runs_estimated_start_time_delta(task_run provost.task_runs)
  returns double precision sql stable security definer
  execute: provost_operator, provost_viewer
function provost.task_runs_total_run_time(task_run provost.task_runs)
  returns double precision sql immutable parallel safe
  execute: provost_operator, provost_viewer
function provost.update_concurrency_limit(name text, "limit" integer DEFAULT NULL::integer, active boolean DEFAULT NULL::boolean, slot_decay_per_second double precision DEFAULT NULL::double precision, active_slots integer DEFAULT NULL::integer, denied_slots integer DEFAULT NULL::integer)
  returns provost.concurrency_limits plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.update_flow_run(flow_run_id uuid, name text DEFAULT NULL::text, tags text[] DEFAULT NULL::text[], labels jsonb DEFAULT NULL::jsonb, job_variables jsonb DEFAULT NULL::jsonb, infrastructure_pid text DEFAULT NULL::text)
  returns provost.flow_runs plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.update_work_pool(name text, type text DEFAULT NULL::text, description text DEFAULT NULL::text, base_job_template jsonb DEFAULT NULL::jsonb, concurrency_limit integer DEFAULT NULL::integer, is_paused boolean DEFAULT NULL::boolean)
  returns provost.work_pools plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.update_work_queue(work_pool text, work_queue text, name text DEFAULT NULL::text, priority integer DEFAULT NULL::integer, concurrency_limit integer DEFAULT NULL::integer, description text DEFAULT NULL::text, is_paused boolean DEFAULT NULL::boolean)
  returns provost.work_queues plpgsql volatile security definer set search_path=""
  execute: provost_operator
function provost.watch_flow_run(flow_run_id uuid)
  returns void plpgsql volatile security definer set search_path=""
  execute: provost_enqueuer, provost_operator, provost_viewer
function provost.why_waiting(flow_run_id uuid)
  returns SETOF provost.gate plpgsql stable security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_operator, provost_viewer
function provost.work_pools_active_slots(work_pool provost.work_pools)
  returns integer sql stable security definer
  execute: provost_operator, provost_viewer
function provost.work_pools_status(work_pool provost.work_pools)
  returns text sql stable security definer
  execute: provost_operator, provost_viewer
function provost.work_queues_active_slots(work_queue provost.work_queues)
  returns integer sql stable security definer
  execute: provost_operator, provost_viewer
function provost.work_queues_last_polled(work_queue provost.work_queues)
  returns timestamp with time zone sql stable security definer
  execute: provost_operator, provost_viewer
function provost.work_queues_status(work_queue provost.work_queues)
  returns text sql stable security definer
  execute: provost_operator, provost_viewer
function provost_private.acknowledge_cleanup(p_id uuid, p_token uuid)
  returns boolean plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.add_hints(p_work_pool_id uuid, p_work_pool text, p_work_queues text[], p_capacity integer, OUT added integer, OUT has_backlog boolean)
  returns record plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.add_history_period(p_kind text, p_time timestamp with time zone)
  returns boolean plpgsql volatile set TimeZone=UTC set lock_timeout=500ms set search_path=""
  execute: provost_engine, provost_worker
function provost_private.address_flow_run(p_run provost.flow_runs)
  returns provost.flow_runs plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.all_of_predicates(p_predicates text[])
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.announce_flow_runs()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.answer_at_once(p_waits jsonb, p_now timestamp with time zone)
  returns void plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.answer_ended_runs(p_flow_run_ids uuid[])
  returns void plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.answer_event(p_event provost.events)
  returns integer plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.answer_slot_events()
  returns integer plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.answer_waits(p_answers jsonb)
  returns integer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.any_of_predicates(p_predicates text[])
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.array_errors(p_schema jsonb, p_value jsonb, p_pointer text)
  returns jsonb plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.array_predicate(p_root jsonb, p_schema jsonb, p_at text, p_is_sure boolean, p_depth integer)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.ask_flow_run_rules(p_changes provost_private.flow_run_change[], p_seats provost_private.flow_run_seat[], p_now timestamp with time zone)
  returns provost_private.judged_flow_run[] plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.asleep_until()
  returns timestamp with time zone sql volatile
  execute: provost_engine, provost_worker
function provost_private.attach_child_run(p_parent jsonb, p_child_id uuid, p_type provost.state_type)
  returns uuid plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.attach_worker(p_worker_id uuid, p_graphile_pool_id text)
  returns void plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.batch_answer(p_ids uuid[], p_reasons text[], p_batch_size integer)
  returns jsonb sql immutable
  execute: provost_engine, provost_worker
function provost_private.beat(p_worker_id uuid, p_held jsonb, p_stalled boolean, p_lease_seconds double precision)
  returns jsonb plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.bounded_poisson_interval(p_lower double precision, p_upper double precision)
  returns double precision plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.branch_predicates(p_root jsonb, p_schemas jsonb, p_at text, p_is_sure boolean, p_depth integer)
  returns text[] plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.byte_pattern()
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.cache_results(p_records jsonb, p_answers provost_private.task_run_answer[])
  returns void plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.cache_task_run(p_flow_run_id uuid, p_epoch integer, p_key text, p_cache_key text, p_cache_expiration_seconds double precision DEFAULT NULL::double precision)
  returns boolean plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.cached_result(p_key text, p_asks boolean, p_now timestamp with time zone)
  returns TABLE(key text, message text, result jsonb, result_meta jsonb) sql stable
  execute: provost_engine, provost_worker
function provost_private.cancelling_type(p_from provost.state_type)
  returns provost.state_type sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.cancels_what_nobody_runs(p_from provost.state_type, p_from_name text, p_to provost.state_type, p_from_details jsonb, p_infrastructure_pid text)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.carried_details(p_from provost.state_type, p_from_details jsonb, p_scheduled_time timestamp with time zone, p_to provost.state_type, p_details jsonb)
  returns jsonb sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.carried_task_details(p_from provost.state_type, p_from_details jsonb, p_scheduled_time timestamp with time zone, p_to provost.state_type, p_details jsonb)
  returns jsonb sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.change_filtered_runs(p_filter jsonb, p_state jsonb, p_usual provost.state_type[], p_from provost.state_type[], p_reason text, p_force boolean, p_dry_run boolean, p_batch_size integer, p_after uuid)
  returns jsonb plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.change_flow_run_states(p_changes provost_private.flow_run_change[])
  returns provost_private.flow_run_answer[] plpgsql volatile security definer set enable_hashjoin=off set enable_mergejoin=off set enable_seqscan=off set jit=off set plan_cache_mode=force_generic_plan set search_path=""
  owner provost_engine
function provost_private.change_task_run_states(p_records jsonb, p_by_hand boolean DEFAULT false)
  returns provost_private.task_run_answer[] plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  owner provost_engine
function provost_private.check_base_job_template(p_template jsonb, p_type text)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_batch_size(p_batch_size integer)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_deployed_job_variables(p_deployment_id uuid)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_deployed_parameters(p_deployment_id uuid)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_deployment_limit(p_limit jsonb)
  returns void plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_deployment_members(p_deployment jsonb)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_fairness_template(p_template text)
  returns void plpgsql volatile set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.check_flow_run_filter(p_filter jsonb)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_job_defaults(p_schema jsonb)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_job_members(p_job jsonb, p_type text)
  returns void plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_job_variables(p_deployment_id uuid, p_work_queue_id uuid, p_job_variables jsonb)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_limit_arguments(p_limit integer, p_decay double precision, p_active_slots integer, p_denied_slots integer)
  returns void plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_members_of_runs(p_runs jsonb)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_name_length(p_what text, p_name text)
  returns void plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_new_runs(p_runs jsonb)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_objects(p_labels jsonb, p_job_variables jsonb)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_parameter_schema(p_schema jsonb)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_pulled_code(p_deployment_id uuid)
  returns void plpgsql stable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.check_run_times(p_run provost.flow_runs)
  returns void plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_schedule_parameters()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_schedules(p_schedules jsonb)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_schema_references(p_schema jsonb)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_slot_arguments(p_names text[], p_slots integer, p_mode text, p_lease_seconds double precision)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_slots(p_lease_ids uuid[])
  returns SETOF provost_private.slot_answer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_task_run(p_task_name text, p_key text, p_retries integer, p_retry_delays double precision[], p_jitter_factor double precision)
  returns void plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_time_zone()
  returns trigger plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_work_limit(p_limit integer)
  returns void plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_work_pool(p_name text, p_type text, p_limit integer)
  returns void plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.check_work_queue(p_name text, p_priority integer, p_limit integer)
  returns void plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.choice_errors(p_root jsonb, p_schema jsonb, p_keyword text, p_value jsonb, p_pointer text)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.choose_flow_runs(p_work_pool_id uuid, p_work_queues text[], p_limit integer, p_now timestamp with time zone)
  returns uuid[] plpgsql volatile set enable_seqscan=off set jit=off set plan_cache_mode=force_generic_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.claim_flow_run(p_flow_run_id uuid, p_worker_id uuid)
  returns TABLE(flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text, entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer, retries integer, timeout_seconds double precision, expected_start_time timestamp with time zone, deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid, root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb) plpgsql volatile security definer set plan_cache_mode=force_generic_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.claim_flow_runs(p_work_pool text, p_work_queues text[], p_worker_id uuid, p_count integer)
  returns TABLE(flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text, entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer, retries integer, timeout_seconds double precision, expected_start_time timestamp with time zone, deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid, root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb) plpgsql volatile security definer set enable_seqscan=off set jit=off set plan_cache_mode=force_generic_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.claim_idempotency_key(p_deployment_id uuid, p_key text, p_flow_run_id uuid, p_input jsonb)
  returns boolean plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.claimed_again(p_flow_run_id uuid, p_worker_id uuid)
  returns TABLE(flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text, entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer, retries integer, timeout_seconds double precision, expected_start_time timestamp with time zone, deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid, root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb) plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.claimed_runs(p_answers provost_private.flow_run_answer[])
  returns TABLE(flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text, entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer, retries integer, timeout_seconds double precision, expected_start_time timestamp with time zone, deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid, root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb) sql stable
  execute: provost_engine, provost_worker
function provost_private.clamped_poisson_interval(p_average double precision, p_factor double precision DEFAULT 0.3)
  returns double precision plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.clock_now()
  returns timestamp with time zone sql volatile parallel safe
  execute: provost_engine, provost_enqueuer, provost_operator, provost_viewer, provost_worker
function provost_private.combined_errors(p_root jsonb, p_schema jsonb, p_value jsonb, p_pointer text)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.combined_predicate(p_root jsonb, p_schema jsonb, p_at text, p_is_sure boolean, p_depth integer)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.compile_parameter_check(p_schema jsonb)
  returns jsonpath plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.complete_held_runs(p_changes provost_private.flow_run_change[], p_now timestamp with time zone)
  returns provost_private.flow_run_answer[] plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.complete_running_task_runs(p_records jsonb, p_now timestamp with time zone)
  returns provost_private.task_run_answer[] plpgsql volatile set enable_hashjoin=off set enable_mergejoin=off set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.completed_input(p_wait provost.flow_run_waits, p_input jsonb)
  returns jsonb sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.condition_predicate(p_root jsonb, p_schema jsonb, p_at text, p_depth integer)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.constants_predicate(p_constants jsonb, p_at text, p_is_sure boolean)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.constants_say_all(p_schema jsonb, p_constants jsonb)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.contains_errors(p_root jsonb, p_schema jsonb, p_value jsonb, p_pointer text)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.count_beside_periods(p_limit integer)
  returns bigint sql stable
  execute: provost_engine, provost_worker
function provost_private.count_due_flow_runs(p_work_pool_id uuid, p_now timestamp with time zone, p_limit integer, p_work_queues text[] DEFAULT NULL::text[])
  returns integer plpgsql stable set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.count_filtered_runs(p_filter provost_private.flow_run_filter)
  returns jsonb sql stable
  execute: provost_engine, provost_worker
function provost_private.count_new_keys(p_deployment_id uuid, p_runs jsonb)
  returns bigint sql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.count_open_runs(p_work_queue_id uuid, p_limit integer)
  returns integer sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.count_orphans(p_ids uuid[])
  returns void sql volatile
  execute: provost_engine, provost_worker
function provost_private.count_prunable(p_older_seconds double precision, p_failed_seconds double precision)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.count_running(p_work_queue_ids uuid[], p_cancelling boolean DEFAULT false)
  returns integer sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.count_words(p_count jsonb, p_one text, p_many text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.counts_as_result(p_value jsonb, p_epoch integer)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.crash_forsaken_runs()
  returns integer plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.crashed_runs(p_ids uuid[], p_epochs integer[], p_is_crash boolean)
  returns TABLE(flow_run_id uuid, worker_id uuid, crashes integer, is_isolated boolean, is_given_up boolean) sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.create_called_run(p_flow jsonb, p_parameters jsonb, p_options jsonb)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.create_history_partition(p_table text, p_name text)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.cut_off_dead_workers()
  returns integer plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.date_pattern()
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.decayed_slots(p_slots double precision, p_per_second double precision, p_counted timestamp with time zone, p_now timestamp with time zone)
  returns double precision sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.default_state_name(p_type provost.state_type)
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.delay_tasks(p_calls jsonb)
  returns TABLE(ord integer, flow_run_id uuid) plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.delayed_outcomes(p_ids uuid[])
  returns TABLE(flow_run_id uuid, name text, task_name text, state_type provost.state_type, state_name text, state_message text, is_finished boolean, result jsonb, result_meta jsonb, error jsonb) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.delete_schedules(p_schedule_ids uuid[])
  returns TABLE(id uuid, slug text) sql volatile security definer
  execute: provost_engine, provost_operator
function provost_private.deliver_inputs(p_flow_run_id uuid)
  returns void plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.denied_decay_per_second(p_limit text, p_slot_decay double precision, p_avg_occupancy double precision)
  returns double precision sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.deny_slots(p_lease_ids uuid[], p_now timestamp with time zone)
  returns TABLE(lease_id uuid, retry_after double precision) plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.deployment_changes(p_deployment jsonb)
  returns jsonb plpgsql stable security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.deployment_content(p_deployment_id uuid)
  returns jsonb sql stable set TimeZone=UTC
  execute: provost_engine, provost_worker
function provost_private.deployment_limit(p_deployment jsonb)
  returns jsonb sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.deployment_schedules_json(p_deployment_id uuid)
  returns jsonb sql stable
  execute: provost_engine, provost_worker
function provost_private.describe_choices(p_root jsonb, p_schemas jsonb)
  returns text plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.describe_names(p_schema jsonb)
  returns text plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.describe_pattern(p_schema jsonb)
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.describe_schema(p_schema jsonb)
  returns text plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.describe_type(p_type text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.describe_value(p_value jsonb, p_is_hidden boolean)
  returns text plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.discriminator_error(p_misfits jsonb, p_keyword text)
  returns jsonb plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.dispatch(p_poll_seconds double precision, p_rings integer DEFAULT 0)
  returns TABLE(added integer, call_again_ms integer, workers integer) plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.drain_worker(p_worker_id uuid)
  returns void sql volatile security definer
  execute: provost_engine, provost_worker
function provost_private.drop_hints(p_graphile_pool_ids text[])
  returns integer plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.drop_history(p_events_seconds double precision)
  returns TABLE(period text, is_busy boolean) plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.drop_history_partition(p_table text, p_period provost_private.history_periods)
  returns boolean plpgsql volatile set lock_timeout=300ms set search_path=""
  execute: provost_engine, provost_worker
function provost_private.drop_history_period(p_period provost_private.history_periods, p_stays boolean)
  returns boolean plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.drop_planned_runs(p_schedule_id uuid, p_also_due boolean)
  returns integer plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.drop_result(p_key text)
  returns void sql volatile security definer
  execute: provost_engine, provost_worker
function provost_private.drop_stray_hints()
  returns integer plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.due_backfills(p_limit integer)
  returns TABLE(backfill_id uuid, version integer, cron text, day_or boolean, interval_seconds double precision, anchor_date timestamp with time zone, rrule text, timezone text, from_time timestamp with time zone, to_time timestamp with time zone, is_new boolean) plpgsql stable security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.due_fairness_keys(p_work_queue_id uuid, p_from bigint, p_now timestamp with time zone)
  returns TABLE(key_hash bigint, weight double precision) sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.due_from(p_work_queue_id uuid, p_now timestamp with time zone)
  returns timestamp with time zone plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.due_schedules(p_limit integer, p_edited_within_seconds double precision DEFAULT NULL::double precision)
  returns TABLE(schedule_id uuid, version integer, cron text, day_or boolean, interval_seconds double precision, anchor_date timestamp with time zone, rrule text, timezone text, now timestamp with time zone, planned_count integer, latest_planned timestamp with time zone, max_scheduled_runs integer, missed_since timestamp with time zone, following_count integer) plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.effective_job_variables(p_schema jsonb, p_of_deployment jsonb, p_of_run jsonb)
  returns jsonb sql immutable
  execute: provost_engine, provost_worker
function provost_private.end_callerless_runs()
  returns integer plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.end_child_runs(p_judged provost_private.judged_flow_run[])
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.end_missed_child_runs()
  returns integer plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.end_open_task_runs()
  returns integer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.end_runs_of_deployment()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.end_worker(p_worker_id uuid)
  returns integer plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.enqueue_cleanup(p_worker_id uuid, p_host text, p_kind text, p_target jsonb)
  returns uuid plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.epoch_step(p_from provost.state_type, p_to provost.state_type, p_is_claim boolean, p_by_holder boolean)
  returns integer sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.erase_flow_runs(p_ids uuid[], p_leaves_history boolean DEFAULT false)
  returns SETOF uuid plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.escape_pointer(p_key text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.escaped_task_name(p_name text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.event_fits(p_filter jsonb, p_resource jsonb, p_payload jsonb)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.expand_ranges(p_ranges text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.expand_repetitions(p_tokens text[])
  returns text plpgsql immutable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.expire_flow_runs()
  returns integer plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.expire_unheld_runs()
  returns integer plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.fail_with(p_code text, p_message text, p_detail text DEFAULT NULL::text, p_hint text DEFAULT NULL::text)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.fair_flow_runs(p_work_queue_id uuid, p_limit integer, p_now timestamp with time zone, p_not uuid[])
  returns uuid[] plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.fair_shares(p_weights double precision[], p_count integer, p_turn double precision)
  returns TABLE(ord integer, runs integer) sql immutable
  execute: provost_engine, provost_worker
function provost_private.fairness_key_of(p_given text, p_template text, p_parameters jsonb)
  returns text plpgsql volatile set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.faults_of_new_runs(p_deployment provost.deployments, p_runs jsonb)
  returns TABLE(place bigint, pointer text, message text) sql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.fill_placeholders(p_template jsonb, p_values jsonb, p_remove_missing boolean DEFAULT true, p_skip_prefixes text[] DEFAULT '{}'::text[])
  returns jsonb plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.fill_text(p_text text, p_values jsonb, p_keeps_missing boolean, p_skipped text[])
  returns jsonb plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.filter_flow_runs(p_filter provost_private.flow_run_filter, p_after uuid, p_limit integer)
  returns TABLE(id uuid, state_type provost.state_type) plpgsql stable set plan_cache_mode=force_custom_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.find_cached_results(p_keys text[])
  returns TABLE(cache_key text, task_run_id uuid, message text, result jsonb, result_meta jsonb, created timestamp with time zone, expiration timestamp with time zone) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.find_child_run(p_parent jsonb, OUT is_held boolean, OUT child_id uuid)
  returns record plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.find_concurrency_limit(p_name text)
  returns provost.concurrency_limits plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.find_deployment(p_full_name text, p_id uuid)
  returns provost.deployments plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.find_deployment_named(p_deployment text)
  returns provost.deployments plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.find_flow(p_name text)
  returns uuid plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.find_flow_run(p_run text)
  returns uuid plpgsql stable security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.find_flows(p_names text[])
  returns uuid[] sql stable
  execute: provost_engine, provost_worker
function provost_private.find_schedule(p_deployment text, p_schedule text)
  returns provost.deployment_schedules plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.find_task_key(p_flow_run_id uuid, p_task text)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.find_task_run(p_task_run text)
  returns uuid plpgsql stable security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.find_work_pool(p_name text)
  returns provost.work_pools plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.find_work_queue(p_work_pool text, p_work_queue text)
  returns uuid plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.finish_flow_runs(p_finishes jsonb, p_leave_out_accepted boolean DEFAULT false)
  returns TABLE(ord integer, status text, state_type provost.state_type, state_name text, delay_seconds double precision, reason text) plpgsql volatile security definer set plan_cache_mode=force_generic_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.first_id_of(p_time timestamp with time zone)
  returns uuid sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.flow_run_end(p_flow_run provost.flow_runs)
  returns jsonb sql stable
  execute: provost_engine, provost_worker
function provost_private.flow_run_fate(p_flow_run_id uuid)
  returns TABLE(state_type provost.state_type, state_name text, state_message text, is_over boolean, delay_seconds double precision, run_end jsonb) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.flow_run_progress(p_flow_run_id uuid)
  returns TABLE(state_type provost.state_type, state_name text, state_count integer, is_finished boolean, next_scheduled_start_time timestamp with time zone, task_run_counts jsonb, running_tasks text[]) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.flow_run_verdict(p_from provost.state_type, p_from_name text, p_from_details jsonb, p_current_epoch integer, p_had_result boolean, p_deployment_id uuid, p_parent_flow_run_id uuid, p_pause_keys text[], p_run_count integer, p_retries integer, p_next_start timestamp with time zone, p_infrastructure_pid text, p_to provost.state_type, p_to_name text, p_to_details jsonb, p_epoch integer, p_has_result boolean, p_is_claim boolean, p_force boolean, p_takes_away boolean, p_lack text, p_now timestamp with time zone)
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.forget_cached_results()
  returns integer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.forget_stored_results()
  returns integer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.forget_watchers()
  returns void sql volatile security definer
  execute: provost_engine, provost_worker
function provost_private.format_pattern(p_format text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.free_key_lock(p_key text, p_flow_run_id uuid, p_epoch integer, p_holder text)
  returns void sql volatile security definer
  execute: provost_engine, provost_worker
function provost_private.free_slots(p_lease_ids uuid[])
  returns integer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.free_slots_of_runs()
  returns trigger plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.gates_of_limits(p_run provost.flow_runs, p_now timestamp with time zone)
  returns SETOF provost.gate sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.gates_of_place(p_run provost.flow_runs)
  returns SETOF provost.gate sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.gates_of_schedule(p_run provost.flow_runs)
  returns SETOF provost.gate sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.gates_of_state(p_run provost.flow_runs, p_now timestamp with time zone)
  returns SETOF provost.gate sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.git_address_problem(p_address text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.git_clone_problem(p_key text, p_value jsonb)
  returns text plpgsql immutable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.grant_slots(p_limit_ids uuid[], p_now timestamp with time zone)
  returns SETOF uuid sql volatile
  execute: provost_engine, provost_worker
function provost_private.guard_states()
  returns trigger plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.has_completed_a_task(p_flow_run_id uuid, p_epoch integer)
  returns boolean sql stable
  execute: provost_engine, provost_worker
function provost_private.has_due_flow_runs(p_work_pool text, p_work_queues text[] DEFAULT NULL::text[])
  returns boolean sql stable security definer set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.has_lost_its_slot(p_lack text)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.has_retries_left(p_from provost.state_type, p_to provost.state_type, p_run_count integer, p_retries integer, p_to_details jsonb)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.has_unended_run(p_schedule_id uuid)
  returns boolean sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.highest_count(p_quantifier text)
  returns numeric sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.hint_of_wait(p_run provost.flow_runs, p_wait provost.flow_run_waits)
  returns text sql stable
  execute: provost_engine, provost_worker
function provost_private.hint_task(p_work_pool text, p_work_queues text[])
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.history_bound(p_kind text, p_time timestamp with time zone)
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.history_partition(p_table text, p_from timestamp with time zone)
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.history_period_length(p_kept_seconds double precision)
  returns interval sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.history_table(p_name text)
  returns text sql stable
  execute: provost_engine, provost_worker
function provost_private.holders_of_limit(p_limit_id uuid, p_now timestamp with time zone)
  returns jsonb sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.holders_of_queues(p_work_queue_ids uuid[])
  returns jsonb sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.insert_new_runs(p_deployment provost.deployments, p_runs jsonb)
  returns uuid[] plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.inspect_concurrency_limit(p_name text)
  returns TABLE(id uuid, name text, "limit" integer, active boolean, active_slots integer, waiting_slots integer, denied_slots integer, slot_decay_per_second double precision, avg_slot_occupancy_seconds double precision, deployment text, slots jsonb, created timestamp with time zone, updated timestamp with time zone) plpgsql stable security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.inspect_deployment(p_deployment text)
  returns TABLE(id uuid, name text, flow_name text, description text, version text, tags text[], labels jsonb, entrypoint text, work_pool text, work_queue text, paused boolean, parameters jsonb, parameter_openapi_schema jsonb, enforce_parameter_schema boolean, job_variables jsonb, retries integer, retry_delay_seconds double precision, timeout_seconds double precision, concurrency_limit integer, collision_strategy text, grace_period_seconds double precision, fairness_key text, schedules jsonb, pull_steps jsonb, created timestamp with time zone, updated timestamp with time zone, status text, last_polled timestamp with time zone) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.inspect_flow(p_flow text)
  returns TABLE(id uuid, name text, version text, description text, tags text[], deployments jsonb, last_run_id uuid, last_run_state text, last_run_time timestamp with time zone, created timestamp with time zone, updated timestamp with time zone) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.inspect_flow_run(p_flow_run_id uuid)
  returns TABLE(id uuid, name text, flow_name text, deployment text, work_pool text, work_queue text, worker text, state_type provost.state_type, state_name text, state_message text, state_timestamp timestamp with time zone, parameters jsonb, tags text[], labels jsonb, idempotency_key text, run_count integer, retries integer, retry_delay_seconds double precision, timeout_seconds double precision, expected_start_time timestamp with time zone, next_scheduled_start_time timestamp with time zone, start_time timestamp with time zone, end_time timestamp with time zone, total_run_time_seconds double precision, parent_flow_run_id uuid, auto_scheduled boolean, task_run_counts jsonb, result jsonb, error jsonb, created timestamp with time zone) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.inspect_task_run(p_task_run_id uuid)
  returns TABLE(id uuid, flow_run_id uuid, flow_run_name text, key text, name text, task_name text, tags text[], state_type provost.state_type, state_name text, state_message text, state_timestamp timestamp with time zone, run_count integer, start_time timestamp with time zone, end_time timestamp with time zone, next_start_time timestamp with time zone, task_inputs jsonb, child_flow_run_id uuid, result jsonb, error jsonb, states jsonb) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.inspect_work_pool(p_work_pool text)
  returns TABLE(id uuid, name text, type text, description text, status text, is_paused boolean, concurrency_limit integer, active_slots integer, default_queue text, base_job_template jsonb, created timestamp with time zone, updated timestamp with time zone) plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.instant_in_zone(p_text text, p_timezone text)
  returns timestamp with time zone sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.is_among(p_constants jsonb, p_value jsonb)
  returns boolean plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.is_another_kind(p_errors jsonb, p_pointer text)
  returns boolean plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.is_discriminated(p_root jsonb, p_schemas jsonb)
  returns boolean plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.is_due(p_run provost.flow_runs, p_now timestamp with time zone)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.is_held(p_type provost.state_type)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.is_late_without_waiting(p_from provost.state_type, p_from_name text, p_to provost.state_type, p_to_name text)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.is_list_of_names(p_value jsonb)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.is_newborn(p_type provost.state_type, p_name text, p_state_count integer, p_epoch integer, p_run_count integer, p_crash_count integer, p_resuming boolean, p_total_run_time interval)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.is_not_claimable(p_from provost.state_type, p_is_claim boolean, p_epoch integer)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.is_of_type(p_type jsonb, p_value jsonb)
  returns boolean plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.is_one_too_many(p_lack text)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.is_recorded_already(p_from provost.state_type, p_epoch integer, p_current_epoch integer, p_takes_away boolean)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.is_repeated_transition(p_from_details jsonb, p_to_details jsonb)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.is_run_held(p_flow_run_id uuid, p_epoch integer)
  returns boolean sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.is_stale_holder(p_from provost.state_type, p_epoch integer, p_current_epoch integer)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.is_taken_twice(p_from provost.state_type, p_from_name text, p_to provost.state_type, p_to_name text)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.is_terminal(p_type provost.state_type)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.item_errors(p_root jsonb, p_schema jsonb, p_value jsonb, p_pointer text)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.job_configuration(p_template jsonb, p_variables jsonb, p_mark text)
  returns jsonb plpgsql stable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.job_of_run(p_flow_run_id uuid)
  returns jsonb plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.job_template_of_pool(p_template jsonb, p_type text)
  returns jsonb sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.job_variable_defaults(p_schema jsonb)
  returns jsonb sql immutable
  execute: provost_engine, provost_worker
function provost_private.join_work_pool(p_name text, p_type text DEFAULT NULL::text, p_create boolean DEFAULT false, p_base_job_template jsonb DEFAULT NULL::jsonb)
  returns text plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.judge_flow_runs(p_changes provost_private.flow_run_change[], p_now timestamp with time zone)
  returns provost_private.flow_run_answer[] plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.judge_slot_request(p_request provost_private.slot_request)
  returns provost_private.slot_answer plpgsql stable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.judge_task_proposals(p_records jsonb, p_now timestamp with time zone)
  returns provost_private.judged_task_run[] plpgsql volatile set enable_hashjoin=off set enable_mergejoin=off set enable_seqscan=off set jit=off set plan_cache_mode=force_generic_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.judge_task_records(p_records jsonb, p_now timestamp with time zone)
  returns provost_private.judged_task_run[] plpgsql volatile set enable_hashjoin=off set enable_mergejoin=off set enable_seqscan=off set jit=off set plan_cache_mode=force_generic_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.judge_value(p_schema jsonb, p_value jsonb)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.keep_deployment_version(p_deployment_id uuid, p_deployment jsonb)
  returns void sql volatile
  execute: provost_engine, provost_worker
function provost_private.keep_result(p_key text, p_flow_run_id uuid)
  returns void sql volatile security definer
  execute: provost_engine, provost_worker
function provost_private.keep_up_history(p_kind text, p_now timestamp with time zone)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.kept_infrastructure(p_from provost.state_type, p_to provost.state_type, p_infrastructure_pid text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.kind_errors(p_schema jsonb, p_value jsonb, p_pointer text)
  returns jsonb plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.kind_predicate(p_root jsonb, p_schema jsonb, p_kind text, p_at text, p_is_sure boolean, p_depth integer)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.kinds_predicate(p_root jsonb, p_schema jsonb, p_at text, p_is_sure boolean, p_depth integer)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.labels_fit(p_specification jsonb, p_labels jsonb)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.lacking_parameters(p_schedule provost.deployment_schedules)
  returns text[] sql stable
  execute: provost_engine, provost_worker
function provost_private.learn_due_from(p_work_pool_id uuid, p_now timestamp with time zone)
  returns void plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.lease_of(p_lease_id uuid)
  returns TABLE(lease_id uuid, limits text[], expires timestamp with time zone, waits boolean, is_rate boolean, is_hopeless boolean) sql stable
  execute: provost_engine, provost_worker
function provost_private.leaves_cancelling(p_from provost.state_type, p_to provost.state_type)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.leaves_limited_place(p_answers provost_private.flow_run_answer[])
  returns boolean sql stable
  execute: provost_engine, provost_worker
function provost_private.leaves_pause_sideways(p_from provost.state_type, p_to provost.state_type)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.let_go_of_flow_runs(p_unheld uuid[], p_cancelling uuid[], p_now timestamp with time zone)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.like_predicate(p_at text, p_translated text)
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.limit_named(p_name text)
  returns text sql stable
  execute: provost_engine, provost_worker
function provost_private.list_concurrency_limits()
  returns TABLE(id uuid, name text, "limit" integer, active boolean, active_slots integer, waiting_slots integer, denied_slots integer, slot_decay_per_second double precision, avg_slot_occupancy_seconds double precision, deployment text) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.list_deployment_versions(p_deployment text, p_limit integer DEFAULT 50)
  returns TABLE(number integer, version text, git_commit text, created_by text, restores integer, created timestamp with time zone, changes text[], content jsonb) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.list_deployments(p_flows text[] DEFAULT NULL::text[])
  returns TABLE(id uuid, name text, flow_name text, work_pool text, work_queue text, entrypoint text, paused boolean, tags text[], schedules jsonb, last_run_id uuid, last_run_state text, last_run_time timestamp with time zone, created timestamp with time zone, updated timestamp with time zone, status text) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.list_fairness_weights()
  returns TABLE(fairness_key text, weight double precision, updated timestamp with time zone) sql stable security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.list_flow_run_states(p_flow_run_id uuid, p_after_seq integer DEFAULT 0)
  returns TABLE(seq integer, type provost.state_type, name text, "timestamp" timestamp with time zone, message text) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.list_flow_runs(p_state_types provost.state_type[] DEFAULT NULL::provost.state_type[], p_state_names text[] DEFAULT NULL::text[], p_flows text[] DEFAULT NULL::text[], p_deployment text DEFAULT NULL::text, p_limit integer DEFAULT 50, p_upcoming boolean DEFAULT false, p_all boolean DEFAULT false)
  returns TABLE(id uuid, name text, flow_name text, deployment text, state_type provost.state_type, state_name text, state_message text, tags text[], run_count integer, expected_start_time timestamp with time zone, start_time timestamp with time zone, end_time timestamp with time zone, created timestamp with time zone) plpgsql stable security definer set plan_cache_mode=force_custom_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.list_flows()
  returns TABLE(id uuid, name text, version text, description text, tags text[], deployments text[], last_run_id uuid, last_run_state text, last_run_time timestamp with time zone, created timestamp with time zone, updated timestamp with time zone) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.list_live_workers()
  returns TABLE(worker_id uuid, heartbeat_count bigint) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.list_task_runs(p_flow_run_id uuid, p_limit integer DEFAULT 100)
  returns TABLE(id uuid, key text, name text, task_name text, state_type provost.state_type, state_name text, state_message text, run_count integer, start_time timestamp with time zone, end_time timestamp with time zone, tags text[]) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.list_tasks()
  returns TABLE(id uuid, name text, description text, version text, tags text[], is_paused boolean, servers integer, due integer, running integer, last_run_id uuid, last_run_state text, last_run_time timestamp with time zone, created timestamp with time zone) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.list_waiting_runs(p_work_pool text, p_work_queue text DEFAULT NULL::text, p_before timestamp with time zone DEFAULT 'infinity'::timestamp with time zone, p_limit integer DEFAULT 200)
  returns TABLE(id uuid, name text, deployment text, work_queue text, priority integer, fairness_key text, state_type provost.state_type, state_name text, expected_start_time timestamp with time zone, next_scheduled_start_time timestamp with time zone) plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.list_words(p_items jsonb, p_limit integer)
  returns text plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.list_work_pools()
  returns TABLE(id uuid, name text, type text, description text, is_paused boolean, status text, concurrency_limit integer, work_queues jsonb, workers integer, capacity integer, running integer, due integer, created timestamp with time zone) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.list_work_queues(p_work_pool text DEFAULT NULL::text, p_work_queue text DEFAULT NULL::text)
  returns TABLE(id uuid, work_pool text, name text, description text, priority integer, is_default boolean, status text, is_paused boolean, concurrency_limit integer, active_slots integer, late integer, is_healthy boolean, last_polled timestamp with time zone, created timestamp with time zone, updated timestamp with time zone) plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.list_work_slots(p_work_pool text, p_work_queue text DEFAULT NULL::text, p_limit integer DEFAULT 200)
  returns TABLE(id uuid, name text, deployment text, work_queue text, state_type provost.state_type, state_name text, since timestamp with time zone, worker text) plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.list_workers(p_include_offline boolean DEFAULT false, p_limit integer DEFAULT 100)
  returns TABLE(id uuid, name text, work_pool text, kind text, status text, running integer, concurrency_limit integer, version text, last_heartbeat_time timestamp with time zone, stalled_since timestamp with time zone, started timestamp with time zone, ended timestamp with time zone) sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.loaded_sha256()
  returns text sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.lock_flow_run(p_flow_run_id uuid)
  returns provost.flow_runs plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.lock_for_waits(p_waits jsonb)
  returns void plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.lock_limits(p_ids uuid[], p_leaving uuid[] DEFAULT '{}'::uuid[])
  returns uuid[] plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.lone_run_times(p_crash_count integer, p_timeout_seconds double precision)
  returns TABLE(wait_seconds double precision, alone_seconds double precision) sql immutable
  execute: provost_engine, provost_worker
function provost_private.longest_slot_wait(p_limit text)
  returns double precision sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.loses_a_result(p_from provost.state_type, p_to provost.state_type, p_had_result boolean, p_has_result boolean)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.loses_a_terminal_state(p_from provost.state_type, p_to provost.state_type)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.make_claimable(p_flow_run_id uuid, p_retries integer)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.make_history_partition(p_table text, p_from timestamp with time zone, p_to timestamp with time zone)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.make_history_period(p_kind text, p_time timestamp with time zone)
  returns boolean plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.make_room_for_new_runs()
  returns integer plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.mark_late_runs(p_after_seconds double precision)
  returns integer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.matches_pattern(p_text text, p_translated text)
  returns boolean plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.may_never_start(p_lack text, p_is_claim boolean)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.member_errors(p_root jsonb, p_schema jsonb, p_value jsonb, p_pointer text)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.member_schema(p_schema jsonb, p_name text)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.merge_job_variables(p_under jsonb, p_over jsonb)
  returns jsonb plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.mirror_flow_run()
  returns trigger plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.missing_error(p_schema jsonb, p_name text, p_pointer text, p_keyword text)
  returns jsonb plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.move_stranded_runs(p_open boolean DEFAULT false)
  returns integer plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.named_deployment(p_deployment text)
  returns provost.deployments plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.names_predicate(p_root jsonb, p_schema jsonb, p_at text, p_depth integer)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.new_id()
  returns uuid sql volatile parallel safe
  execute: provost_engine, provost_enqueuer, provost_operator, provost_worker
function provost_private.newborn_flow_run(p_run provost.flow_runs, p_type provost.state_type)
  returns provost.flow_runs plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.newly_late_runs(p_overdue timestamp with time zone, p_limit integer)
  returns SETOF uuid sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.next_due_time(p_now timestamp with time zone)
  returns timestamp with time zone sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.next_plan_time(p_schedule_id uuid, p_now timestamp with time zone, p_min_scheduled_seconds double precision, p_min_runs integer, p_has_ended boolean DEFAULT false)
  returns timestamp with time zone sql stable
  execute: provost_engine, provost_worker
function provost_private.next_runs_of_queue(p_work_queue_id uuid, p_limit integer, p_now timestamp with time zone, p_not uuid[])
  returns uuid[] plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.next_task_start(p_type provost.state_type, p_delay_seconds double precision, p_scheduled_time timestamp with time zone, p_now timestamp with time zone)
  returns timestamp with time zone sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.no_member_predicate(p_at text, p_condition text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.note_due_from(p_work_queue_id uuid, p_from timestamp with time zone, p_read bigint, p_now timestamp with time zone)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.note_infrastructure(p_flow_run_id uuid, p_epoch integer, p_infrastructure_pid text)
  returns boolean plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.note_lone_run(p_worker_id uuid, p_flow_run_id uuid)
  returns void sql volatile security definer
  execute: provost_engine, provost_worker
function provost_private.number_errors(p_schema jsonb, p_value jsonb, p_pointer text)
  returns jsonb plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.number_predicate(p_schema jsonb, p_at text, p_is_integer boolean)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.object_errors(p_schema jsonb, p_value jsonb, p_pointer text)
  returns jsonb plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.object_predicate(p_root jsonb, p_schema jsonb, p_at text, p_is_sure boolean, p_depth integer)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.old_flow_runs(p_after uuid, p_before_id uuid, p_ended_before timestamp with time zone, p_failed_before timestamp with time zone, p_limit integer)
  returns SETOF uuid sql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.oldest_flow_runs(p_work_queue_id uuid, p_limit integer, p_now timestamp with time zone, p_not uuid[])
  returns uuid[] plpgsql volatile set enable_seqscan=off set jit=off set plan_cache_mode=force_generic_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.one_of_predicates(p_predicates text[])
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.open_task_runs(p_records jsonb, p_by_hand boolean, p_now timestamp with time zone)
  returns void plpgsql volatile set plan_cache_mode=force_generic_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.parameter_errors(p_schema jsonb, p_value jsonb)
  returns TABLE(pointer text, keyword text, message text) plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.parameters_are_valid(p_schema jsonb, p_value jsonb)
  returns boolean plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.parameters_fit(p_check jsonpath, p_schema jsonb, p_value jsonb)
  returns boolean sql stable
  execute: provost_engine, provost_worker
function provost_private.park_flow_runs(p_parks jsonb)
  returns TABLE(ord integer, status text, state_type provost.state_type, state_name text, delay_seconds double precision, reason text) plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.parking_change(p_ord integer, p_flow_run provost.flow_runs, p_epoch integer, p_keys text[], p_task_keys text[], p_is_suspending boolean, p_now timestamp with time zone)
  returns provost_private.flow_run_change plpgsql stable set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.pattern_character(p_code_point integer)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.pattern_code_point(p_token text, p_in_class boolean)
  returns integer sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.pattern_problem(p_pattern text)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.pattern_set(p_token text)
  returns text plpgsql immutable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.pattern_size(p_tokens text[])
  returns numeric plpgsql immutable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.pattern_tokens(p_pattern text)
  returns text[] sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.pattern_tokens_in_class(p_inside text)
  returns text[] sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.pause_defaults(p_details jsonb, p_now timestamp with time zone)
  returns jsonb sql volatile parallel safe
  execute: provost_engine, provost_worker
function provost_private.pause_details(p_wait provost.flow_run_waits)
  returns jsonb sql stable
  execute: provost_engine, provost_worker
function provost_private.pause_served_deployments(p_deployments text[], p_worker_id uuid DEFAULT NULL::uuid)
  returns void plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.pauses_what_does_not_run(p_from provost.state_type, p_to provost.state_type)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.pending_pause(p_flow_run provost.flow_runs)
  returns provost.flow_run_waits sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.pictograph_ranges()
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.place_work_queues(p_work_pool_id uuid, p_priorities jsonb)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.placeholder_kind(p_name text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.placeholder_names(p_template jsonb)
  returns text[] sql immutable
  execute: provost_engine, provost_worker
function provost_private.placeholder_pattern()
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.placeholder_places(p_template jsonb)
  returns TABLE(pointer text, name text) sql immutable
  execute: provost_engine, provost_worker
function provost_private.placeholder_problem(p_step jsonb, p_ids text[])
  returns text sql immutable
  execute: provost_engine, provost_worker
function provost_private.placeholder_value(p_name text, p_values jsonb)
  returns jsonb sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.placeholders_filled(p_key text, p_value jsonb)
  returns jsonb sql immutable
  execute: provost_engine, provost_worker
function provost_private.plan_backfill(p_backfill_id uuid, p_version integer, p_times timestamp with time zone[], p_is_last boolean)
  returns integer plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.plan_flow_runs(p_plans jsonb, p_min_scheduled_seconds double precision, p_min_runs integer)
  returns integer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.plan_history(p_runs_seconds double precision, p_events_seconds double precision, p_every_seconds double precision)
  returns boolean plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.planned_run(p_schedule_id uuid, p_instant timestamp with time zone)
  returns uuid plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.poisson_interval(p_average double precision, p_lower double precision, p_upper double precision)
  returns double precision plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.predicate_as_path(p_predicate text)
  returns jsonpath sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.prepare_deployment()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.prepare_flow_run()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.prepare_work_pool()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.propose_task_run_state(p_task jsonb, p_state jsonb, p_force boolean)
  returns provost_private.task_run_answer plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.proposed_change(p_ord bigint, p_flow_run_id uuid, p_type provost.state_type, p_epoch integer DEFAULT NULL::integer, p_name text DEFAULT NULL::text, p_message text DEFAULT NULL::text, p_details jsonb DEFAULT NULL::jsonb, p_scheduled_time timestamp with time zone DEFAULT NULL::timestamp with time zone, p_worker_id uuid DEFAULT NULL::uuid, p_crash_count integer DEFAULT NULL::integer, p_resuming boolean DEFAULT NULL::boolean, p_force boolean DEFAULT false, p_takes_away boolean DEFAULT false, p_result jsonb DEFAULT NULL::jsonb, p_result_meta jsonb DEFAULT NULL::jsonb, p_error jsonb DEFAULT NULL::jsonb)
  returns provost_private.flow_run_change sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.proposed_run_count(p_from provost.state_type, p_run_count integer, p_to provost.state_type, p_force boolean)
  returns integer sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.proposed_schedules(p_schedules jsonb, p_deployed jsonb)
  returns jsonb sql stable set TimeZone=UTC
  execute: provost_engine, provost_worker
function provost_private.proposed_task_run_verdict(p_from provost.state_type, p_from_name text, p_from_details jsonb, p_run_count integer, p_had_result boolean, p_retries integer, p_next_start timestamp with time zone, p_to provost.state_type, p_to_name text, p_to_details jsonb, p_is_alone boolean, p_flow provost.state_type, p_is_cached boolean, p_force boolean, p_now timestamp with time zone)
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.put_aside_flow_runs(p_work_pool_id uuid, p_work_queues text[], p_limit integer, p_now timestamp with time zone)
  returns integer plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.put_aside_task_runs(p_flow_run_id uuid, p_from_key text, p_attempt integer)
  returns integer sql volatile
  execute: provost_engine, provost_worker
function provost_private.put_off_backfill(p_backfill_id uuid, p_version integer, p_seconds double precision, p_error text)
  returns void sql volatile security definer
  execute: provost_engine, provost_worker
function provost_private.put_off_schedule(p_schedule_id uuid, p_version integer, p_seconds double precision, p_error text)
  returns void sql volatile security definer
  execute: provost_engine, provost_worker
function provost_private.queue_for_slots(p_requests provost_private.slot_request[], p_limit_ids uuid[], p_now timestamp with time zone)
  returns void sql volatile
  execute: provost_engine, provost_worker
function provost_private.queues_of_pool(p_work_pool_id uuid)
  returns uuid[] sql stable
  execute: provost_engine, provost_worker
function provost_private.random_run_name()
  returns text sql volatile parallel safe
  execute: provost_engine, provost_worker
function provost_private.read_flow_run_filter(p_filter jsonb)
  returns provost_private.flow_run_filter plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.read_git_clone(p_given jsonb, p_pointer text)
  returns jsonb plpgsql stable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.read_logs(p_flow_run_id uuid, p_after uuid DEFAULT NULL::uuid, p_limit integer DEFAULT 1000, p_newest_first boolean DEFAULT false, p_task_run_id uuid DEFAULT NULL::uuid)
  returns TABLE(id uuid, "timestamp" timestamp with time zone, level integer, name text, message text, task_run_id uuid, task_run_name text) plpgsql stable security definer set plan_cache_mode=force_custom_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.read_pull_steps(p_steps jsonb)
  returns jsonb plpgsql stable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.read_result(p_key text, p_part integer)
  returns bytea sql stable security definer
  execute: provost_engine, provost_worker
function provost_private.read_state(p_state jsonb)
  returns provost_private.flow_run_change plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.read_task_records(p_records jsonb)
  returns TABLE(ord integer, flow_run_id uuid, epoch integer, key text, name text, type provost.state_type, state_name text, message text, details jsonb, run_count integer, elapsed_ms double precision, result jsonb, result_meta jsonb, error jsonb, input_hash text, retries integer, retry_delays double precision[], retry_jitter_factor double precision, retry_after_seconds double precision, retriable boolean, cache_key text, refresh_cache boolean, task_run_id uuid, task_inputs jsonb, child_flow_run_id uuid, force boolean, rolls_back boolean, is_newest boolean) sql stable
  execute: provost_engine, provost_worker
function provost_private.read_waits(p_waits jsonb)
  returns TABLE(ord integer, status text, outcome text, delay_seconds double precision, value jsonb, reason text) plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.read_working_directory(p_given jsonb, p_pointer text)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.reap_worker(p_worker_id uuid, p_heartbeat_count bigint)
  returns boolean plpgsql volatile security definer set lock_timeout=1s set search_path=""
  execute: provost_engine, provost_worker
function provost_private.recheck_deployment()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.recheck_job_variables()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.record_in_transaction(p_records jsonb)
  returns SETOF provost_private.task_run_answer plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.record_task_runs(p_records jsonb, p_leave_out_accepted boolean DEFAULT false)
  returns SETOF provost_private.task_run_answer plpgsql volatile security definer set plan_cache_mode=force_generic_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.record_waits(p_waits jsonb)
  returns TABLE(ord integer, status text, outcome text, delay_seconds double precision, value jsonb, reason text) plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.reference_pointer(p_reference text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.refuse_deep_value(p_detail text)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.refuse_faulty_runs(p_deployment provost.deployments, p_runs jsonb)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.refuse_large_run(p_run provost.flow_runs)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.refuse_limit_of_deployment(p_name text)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.refuse_pull_step(p_pointer text, p_expected text, p_got jsonb, p_hint text)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.refuse_queue_of_task(p_work_queue_id uuid)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.refuse_schema(p_pointer text, p_keyword text, p_problem text, p_value jsonb)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.refuse_unknown_members(p_what text, p_given jsonb, p_known text[])
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.refuse_unreadable(p_what text, p_given jsonb, p_complaint text)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.refuse_violations(p_schema jsonb, p_value jsonb, p_part text, p_whole text, p_owner text, p_hint text)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.refuse_work_pool(p_name text, p_hint text DEFAULT 'Name one that exists, or create it.'::text)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.refused_change(p_status text, p_flow_run provost.flow_runs, p_details jsonb)
  returns jsonb sql stable
  execute: provost_engine, provost_worker
function provost_private.register_worker(p_work_pool text, p_name text, p_kind text, p_concurrency_limit integer, p_version text, p_work_queues text[] DEFAULT NULL::text[], p_session_name text DEFAULT NULL::text)
  returns uuid plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.release_cleanup(p_id uuid, p_token uuid, p_error text)
  returns boolean plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.release_flow_runs(p_ids uuid[], p_epochs integer[], p_reason text, p_is_crash boolean)
  returns integer plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.release_oldest_slots(p_limit_ids uuid[], p_slots integer, p_now timestamp with time zone)
  returns TABLE(limit_id uuid, freed integer, freed_with_lease integer) plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.release_orphaned_runs()
  returns integer plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.rename_deployments()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.rename_flow_run(p_flow_run_id uuid, p_epoch integer, p_name text)
  returns boolean plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.rename_schedules(p_deployment_id uuid, p_schedules jsonb)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.renamed_schedules(p_deployed text[], p_schedules jsonb)
  returns TABLE(old_slug text, new_slug text) sql stable
  execute: provost_engine, provost_worker
function provost_private.renew_cleanup(p_id uuid, p_token uuid)
  returns boolean plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.renew_slots(p_lease_ids uuid[])
  returns SETOF uuid plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.repeat_atom(p_atom text, p_quantifier text)
  returns text plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.repeats_a_pause(p_to provost.state_type, p_to_details jsonb, p_pause_keys text[])
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.replace_overlapped_runs()
  returns integer plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.replan_deployment()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.replan_schedule()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.request_slots(p_requests jsonb)
  returns SETOF provost_private.slot_answer sql volatile security definer
  execute: provost_engine, provost_worker
function provost_private.require_distinct_slugs(p_schedules jsonb)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.require_fitting_schedule(p_schedule provost.deployment_schedules)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.require_retriable(p_run provost.flow_runs, p_id uuid, p_mode text, p_is_here boolean)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.require_valid_job_variables(p_schema jsonb, p_variables jsonb, p_work_pool text)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.require_valid_parameters(p_check jsonpath, p_schema jsonb, p_value jsonb, p_deployment text)
  returns void plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.reschedules_without_deployment(p_from provost.state_type, p_to provost.state_type, p_deployment_id uuid)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.reserve_cleanups(p_host text, p_limit integer)
  returns TABLE(id uuid, token uuid, kind text, target jsonb, delivery integer) plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.resolve_reference(p_root jsonb, p_reference text)
  returns jsonb plpgsql immutable strict set search_path=""
  execute: provost_engine, provost_worker
function provost_private.resume_served_deployments(p_deployments text[])
  returns void sql volatile security definer
  execute: provost_engine, provost_worker
function provost_private.resumes_too_late(p_from provost.state_type, p_to provost.state_type, p_from_details jsonb, p_now timestamp with time zone)
  returns boolean sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.resumes_without_a_slot(p_lack text)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.resumes_without_deployment(p_from provost.state_type, p_to provost.state_type, p_from_details jsonb, p_deployment_id uuid)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.retry_backfills(p_schedule_id uuid)
  returns void sql volatile
  execute: provost_engine, provost_worker
function provost_private.retry_delay_seconds(p_delays double precision[], p_run_count integer, p_jitter_factor double precision, p_asked_for double precision DEFAULT NULL::double precision)
  returns double precision sql volatile
  execute: provost_engine, provost_worker
function provost_private.retry_flow_run_here(p_flow_run_id uuid, p_worker_id uuid, p_mode text DEFAULT NULL::text, p_from_task text DEFAULT NULL::text)
  returns TABLE(flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text, entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer, retries integer, timeout_seconds double precision, expected_start_time timestamp with time zone, deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid, root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb) plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.retry_run(p_flow_run_id uuid, p_mode text, p_from_task text, p_is_here boolean)
  returns provost.flow_runs plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.ring_doorbell(p_channel text, p_payload text DEFAULT ''::text)
  returns void sql volatile
  execute: provost_engine, provost_worker
function provost_private.room_hint(p_limit integer)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.room_of_limits(p_ids uuid[], p_now timestamp with time zone)
  returns TABLE(limit_id uuid, size integer, room integer, decays boolean) sql stable
  execute: provost_engine, provost_worker
function provost_private.room_of_work_pool(p_work_pool_id uuid)
  returns integer sql stable
  execute: provost_engine, provost_worker
function provost_private.root_flow_run(p_flow_run_id uuid)
  returns uuid sql stable
  execute: provost_engine, provost_worker
function provost_private.run_input_problem(p_flow_run provost.flow_runs, p_wait provost.flow_run_waits, p_input jsonb)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.running_name(p_from provost.state_type, p_from_name text, p_run_count integer, p_by_hand boolean, p_flow_has_retried boolean)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.runs_before(p_run provost.flow_runs, p_now timestamp with time zone, p_limit integer)
  returns integer plpgsql stable set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.runs_in_turn(p_work_queue_id uuid, p_before timestamp with time zone, p_now timestamp with time zone, p_limit integer)
  returns TABLE(id uuid, place bigint) sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.runs_of_period(p_period provost_private.history_periods, p_limit integer)
  returns uuid[] sql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.runs_with_a_slot(p_work_queue_id uuid, p_limit integer, p_now timestamp with time zone)
  returns SETOF uuid plpgsql stable set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.save_deployment(p_deployment jsonb)
  returns uuid plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.save_deployment_limit()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.save_flow(p_flow jsonb)
  returns uuid plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.save_schedules(p_deployment_id uuid, p_schedules jsonb)
  returns void sql volatile
  execute: provost_engine, provost_worker
function provost_private.save_served_queue(p_deployment text)
  returns uuid plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.save_task(p_task jsonb)
  returns uuid plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.save_work_pool(p_name text, p_description text)
  returns uuid plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.schedule_slug(p_schedule jsonb)
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.scheduled_key(p_schedule_id uuid, p_instant timestamp with time zone)
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.schema_at(p_root jsonb, p_pointer text)
  returns jsonb plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.schema_children(p_schema jsonb)
  returns TABLE(pointer text, child jsonb, in_place boolean) plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.schema_keyword_problem(p_keyword text, p_value jsonb)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.schema_keywords()
  returns TABLE(keyword text, shape text) sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.schema_map_problem(p_shape text, p_value jsonb)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.schema_nodes(p_schema jsonb)
  returns TABLE(pointer text, parent text, in_place boolean, depth integer, node jsonb) plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.schema_predicate(p_root jsonb, p_schema jsonb, p_at text, p_is_sure boolean DEFAULT false, p_depth integer DEFAULT 0)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.schema_steps(p_schema jsonb)
  returns TABLE(source text, target text, reference jsonb) plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.schema_type_problem(p_value jsonb)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.search_task_runs(p_flow_run_id uuid DEFAULT NULL::uuid, p_state_types provost.state_type[] DEFAULT NULL::provost.state_type[], p_state_names text[] DEFAULT NULL::text[], p_task_names text[] DEFAULT NULL::text[], p_names text[] DEFAULT NULL::text[], p_limit integer DEFAULT 50)
  returns TABLE(id uuid, flow_run_id uuid, key text, name text, task_name text, state_type provost.state_type, state_name text, state_message text, run_count integer, start_time timestamp with time zone, end_time timestamp with time zone, tags text[]) plpgsql stable security definer set plan_cache_mode=force_custom_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.seat_flow_runs(p_changes provost_private.flow_run_change[])
  returns provost_private.flow_run_seat[] plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.seated_flow_runs(p_work_queue_id uuid, p_limit integer, p_now timestamp with time zone)
  returns uuid[] plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.seconds_until_decay(p_lease_id uuid, p_now timestamp with time zone)
  returns double precision sql stable
  execute: provost_engine, provost_worker
function provost_private.seconds_until_slots(p_limit text, p_size integer, p_slot_decay double precision, p_avg_occupancy double precision, p_wanted double precision)
  returns double precision sql volatile
  execute: provost_engine, provost_worker
function provost_private.secure_task_slots(p_task provost.task_runs)
  returns provost_private.slot_answer plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.set_active_slots(p_limit provost.concurrency_limits, p_slots integer, p_now timestamp with time zone)
  returns void plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.set_default_retries(p_flow_run_id uuid, p_epoch integer, p_retries integer, p_retry_delay_seconds double precision)
  returns boolean plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.settle_due_waits()
  returns integer plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.settle_freed_slots()
  returns trigger plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.settle_overlaps(p_ids uuid[])
  returns uuid[] plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.settle_waits(p_flow_run_ids uuid[], p_now timestamp with time zone)
  returns void sql volatile set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.share_of_queues(p_work_queue_ids uuid[], p_limits integer[], p_limit integer, p_now timestamp with time zone)
  returns uuid[] plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.shell_word(p_name text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.shorten_json(p_value jsonb, p_length integer)
  returns text plpgsql immutable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.sibling_work_queue(p_work_queue_id uuid, p_name text)
  returns uuid sql stable
  execute: provost_engine, provost_worker
function provost_private.size_of_run(p_run provost.flow_runs)
  returns bigint sql stable
  execute: provost_engine, provost_worker
function provost_private.skip_missed_runs(p_schedule_id uuid DEFAULT NULL::uuid, p_limit integer DEFAULT 400)
  returns integer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.sleep_until(p_time timestamp with time zone)
  returns void sql volatile
  execute: provost_engine, provost_worker
function provost_private.slot_event(p_verb text, p_limit provost.concurrency_limits, p_slot provost_private.slots, p_now timestamp with time zone)
  returns provost.events sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.slots_held(p_limit_id uuid, p_now timestamp with time zone)
  returns integer sql stable
  execute: provost_engine, provost_worker
function provost_private.spread_delay(p_delay double precision, p_factor double precision)
  returns double precision sql volatile
  execute: provost_engine, provost_worker
function provost_private.start_child_run(p_worker_id uuid, p_flow jsonb, p_parameters jsonb, p_options jsonb)
  returns TABLE(flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text, entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer, retries integer, timeout_seconds double precision, expected_start_time timestamp with time zone, deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid, root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb, state_type provost.state_type, state_name text, state_message text, delay_seconds double precision, result jsonb, result_meta jsonb, error jsonb) plpgsql volatile security definer set plan_cache_mode=force_generic_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.start_deadlines(p_schedule provost.deployment_schedules, p_times timestamp with time zone[], p_following timestamp with time zone[], p_missed_until timestamp with time zone)
  returns TABLE(instant timestamp with time zone, start_before timestamp with time zone) sql stable
  execute: provost_engine, provost_worker
function provost_private.start_deployment_run(p_run jsonb, p_parent jsonb DEFAULT NULL::jsonb)
  returns TABLE(flow_run_id uuid, name text, task_name text, state_type provost.state_type, state_name text, state_message text, is_finished boolean, result jsonb, result_meta jsonb, error jsonb) plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.start_due_runs(p_changes provost_private.flow_run_change[], p_now timestamp with time zone)
  returns provost_private.flow_run_answer[] plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.start_flow_run(p_worker_id uuid, p_flow jsonb, p_parameters jsonb, p_options jsonb DEFAULT '{}'::jsonb)
  returns TABLE(flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text, entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer, retries integer, timeout_seconds double precision, expected_start_time timestamp with time zone, deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid, root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb) plpgsql volatile security definer set plan_cache_mode=force_generic_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.starts_too_early(p_from provost.state_type, p_to provost.state_type, p_scheduled_time timestamp with time zone, p_now timestamp with time zone)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.state_json(p_type provost.state_type, p_name text, p_timestamp timestamp with time zone, p_message text, p_details jsonb)
  returns jsonb sql stable
  execute: provost_engine, provost_worker
function provost_private.store_judged_flow_runs(p_judged provost_private.judged_flow_run[], p_now timestamp with time zone)
  returns provost_private.flow_run_answer[] plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.store_judged_task_runs(p_judged provost_private.judged_task_run[], p_by_hand boolean, p_now timestamp with time zone)
  returns SETOF provost_private.task_run_answer plpgsql volatile set enable_hashjoin=off set enable_mergejoin=off set enable_seqscan=off set jit=off set plan_cache_mode=force_generic_plan set search_path=""
  execute: provost_engine, provost_worker
function provost_private.store_new_task_runs(p_records jsonb, p_now timestamp with time zone)
  returns provost_private.task_run_answer[] plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.store_result(p_flow_run_id uuid, p_epoch integer, p_key text, p_part integer, p_bytes bytea)
  returns boolean plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.store_seats(p_seats provost_private.flow_run_seat[], p_answers provost_private.flow_run_answer[], p_now timestamp with time zone)
  returns void sql volatile
  execute: provost_engine, provost_worker
function provost_private.string_errors(p_schema jsonb, p_value jsonb, p_pointer text)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.string_predicate(p_schema jsonb, p_at text)
  returns text plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.suspends_what_cannot_return(p_to provost.state_type, p_to_details jsonb, p_deployment_id uuid, p_parent_flow_run_id uuid)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.sweep_slots()
  returns integer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.switch_schedules(p_schedule_ids uuid[], p_active boolean)
  returns TABLE(id uuid, slug text, deployment text) sql volatile security definer
  execute: provost_engine, provost_operator
function provost_private.take_flow_runs(p_ids uuid[], p_worker_id uuid)
  returns TABLE(flow_run_id uuid, epoch integer, flow_name text, flow_run_name text, deployment text, entrypoint text, parameters jsonb, tags text[], run_count integer, crash_count integer, retries integer, timeout_seconds double precision, expected_start_time timestamp with time zone, deployment_id uuid, deployment_version text, parent_flow_run_id uuid, parent_deployment_id uuid, root_flow_run_id uuid, job_variables jsonb, recorded jsonb, waits jsonb, pull_steps jsonb) plpgsql volatile set enable_hashjoin=off set enable_mergejoin=off set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.take_key_lock(p_key text, p_flow_run_id uuid, p_epoch integer, p_holder text)
  returns boolean plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.take_slots(p_requests provost_private.slot_request[])
  returns SETOF provost_private.slot_answer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.take_turn(p_work text, p_seconds double precision)
  returns boolean plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.task_proposal(p_task jsonb, p_state jsonb, p_force boolean)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.task_run_count(p_from provost.state_type, p_run_count integer)
  returns integer sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.task_run_counts(p_flow_run_id uuid)
  returns jsonb sql stable
  execute: provost_engine, provost_worker
function provost_private.task_run_verdict(p_is_held boolean, p_from provost.state_type, p_known_epoch integer, p_known_count integer, p_to provost.state_type, p_epoch integer, p_attempt integer, p_retries integer, p_retriable boolean, p_is_cached boolean, p_is_undone boolean)
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.task_state_name(p_to provost.state_type, p_to_name text, p_from provost.state_type, p_from_name text, p_run_count integer, p_by_hand boolean, p_flow_has_retried boolean)
  returns text sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.tell_about_flow_runs(p_answers provost_private.flow_run_answer[], p_judged provost_private.flow_run_answer[], p_now timestamp with time zone)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.tell_about_task_runs(p_flow_run_ids uuid[])
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.tell_of_changed_limit()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.tend_dead_workers(p_every_seconds double precision DEFAULT 0)
  returns void plpgsql volatile security definer set lock_timeout=1s set search_path=""
  execute: provost_engine, provost_worker
function provost_private.tend_flow_runs(p_every_seconds double precision DEFAULT 0)
  returns void plpgsql volatile security definer set lock_timeout=2s set search_path=""
  execute: provost_engine, provost_worker
function provost_private.text_list(p_value jsonb)
  returns text[] sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.thin_history_partition(p_table text, p_period provost_private.history_periods, p_limit integer)
  returns boolean plpgsql volatile set lock_timeout=300ms set search_path=""
  execute: provost_engine, provost_worker
function provost_private.translate_pattern(p_pattern text)
  returns text plpgsql immutable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.translate_pattern_class(p_class text)
  returns text plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.translate_pattern_token(p_token text)
  returns text plpgsql immutable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.trim_cached_results(p_older_seconds double precision, p_after uuid, p_batch integer)
  returns TABLE(trimmed integer, next uuid) plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.trim_events(p_older_seconds double precision, p_batch integer, p_is_exact boolean)
  returns integer plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.trim_flow_runs(p_older_seconds double precision, p_failed_seconds double precision, p_after uuid, p_batch integer, p_is_exact boolean)
  returns TABLE(erased integer, next uuid) plpgsql volatile security definer set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.try_deployment(p_deployment jsonb)
  returns void plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.unanswered_changes(p_changes provost_private.flow_run_change[], p_answers provost_private.flow_run_answer[])
  returns provost_private.flow_run_change[] plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.unanswered_records(p_records jsonb, p_answers provost_private.task_run_answer[])
  returns jsonb plpgsql immutable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.undoes_completion(p_from_name text, p_result_meta jsonb, p_to_name text)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.unicode_property_set(p_property text)
  returns text plpgsql immutable set search_path="" set standard_conforming_strings=on
  execute: provost_engine, provost_worker
function provost_private.unicode_ranges(p_category text)
  returns text sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.union_of_tags(p_given text[], p_own text[])
  returns text[] sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.upsert_schedules(p_deployment_id uuid, p_schedules jsonb)
  returns void sql volatile
  execute: provost_engine, provost_worker
function provost_private.usual_job_template(p_type text)
  returns jsonb sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.value_error(p_pointer text, p_keyword text, p_expected text, p_value jsonb)
  returns jsonb sql stable parallel safe
  execute: provost_engine, provost_worker
function provost_private.value_errors(p_root jsonb, p_schema jsonb, p_value jsonb, p_pointer text)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.violations_of(p_schema jsonb, p_value jsonb, p_may_lack boolean DEFAULT false)
  returns jsonb sql stable
  execute: provost_engine, provost_worker
function provost_private.violations_of_defaults(p_deployment_id uuid, p_given jsonb DEFAULT '{}'::jsonb)
  returns jsonb sql stable
  execute: provost_engine, provost_worker
function provost_private.wait_refusal(p_kind text, p_awaited_flow_run_id uuid, p_flow_run provost.flow_runs)
  returns text sql stable
  execute: provost_engine, provost_worker
function provost_private.waiting_fairness_keys(p_work_queue_id uuid, p_from bigint, p_to bigint, p_limit integer)
  returns TABLE(key_hash bigint, first_start timestamp with time zone, weight double precision) sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.waiting_runs(p_work_queue_id uuid, p_after timestamp with time zone, p_before timestamp with time zone, p_limit integer)
  returns TABLE(id uuid, start timestamp with time zone, state_name text, deployment_id uuid) sql stable
  execute: provost_engine, provost_worker
function provost_private.waits_for_a_slot(p_lack text)
  returns boolean sql immutable parallel safe
  execute: provost_engine, provost_worker
function provost_private.waits_of_run(p_flow_run_id uuid, p_now timestamp with time zone)
  returns jsonb sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.wake_caller(p_old provost.flow_runs, p_new provost.flow_runs)
  returns void plpgsql volatile set search_path=""
  execute: provost_engine, provost_worker
function provost_private.wake_dispatchers()
  returns trigger plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.wake_flow_runs(p_waits jsonb, p_now timestamp with time zone)
  returns void plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.wake_for_slots(p_limit_ids uuid[])
  returns void plpgsql volatile set enable_seqscan=off set jit=off set search_path=""
  execute: provost_engine, provost_worker
function provost_private.watch_flow_runs(p_ids uuid[])
  returns void sql volatile security definer
  execute: provost_engine, provost_worker
function provost_private.whole_result(p_result jsonb, p_result_meta jsonb)
  returns jsonb plpgsql stable set search_path=""
  execute: provost_engine, provost_worker
function provost_private.why_cancelled(p_flow_run_id uuid)
  returns text sql stable set enable_seqscan=off set jit=off
  execute: provost_engine, provost_worker
function provost_private.withdraw_cleanup(p_id uuid)
  returns boolean plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker
function provost_private.write_logs(p_logs jsonb)
  returns integer plpgsql volatile security definer set search_path=""
  execute: provost_engine, provost_worker

-- Triggers

on provost.concurrency_limits: CREATE TRIGGER _100_tell BEFORE DELETE ON provost.concurrency_limits FOR EACH ROW EXECUTE FUNCTION provost_private.tell_of_changed_limit()
on provost.concurrency_limits: CREATE TRIGGER _500_tell AFTER UPDATE OF "limit", active, slot_decay_per_second ON provost.concurrency_limits FOR EACH ROW WHEN ((((old."limit" IS DISTINCT FROM new."limit") OR (old.active IS DISTINCT FROM new.active)) OR (old.slot_decay_per_second IS DISTINCT FROM new.slot_decay_per_second))) EXECUTE FUNCTION provost_private.tell_of_changed_limit()
on provost.deployment_schedules: CREATE TRIGGER _050_check_time_zone BEFORE INSERT OR UPDATE OF timezone ON provost.deployment_schedules FOR EACH ROW EXECUTE FUNCTION provost_private.check_time_zone()
on provost.deployment_schedules: CREATE TRIGGER _060_check_parameters BEFORE INSERT OR UPDATE OF parameters, active, deployment_id ON provost.deployment_schedules FOR EACH ROW WHEN (new.active) EXECUTE FUNCTION provost_private.check_schedule_parameters()
on provost.deployment_schedules: CREATE TRIGGER _100_forget BEFORE DELETE ON provost.deployment_schedules FOR EACH ROW EXECUTE FUNCTION provost_private.replan_schedule()
on provost.deployment_schedules: CREATE TRIGGER _100_replan BEFORE UPDATE ON provost.deployment_schedules FOR EACH ROW WHEN ((((((((((((((old.active IS DISTINCT FROM new.active) OR (old.cron IS DISTINCT FROM new.cron)) OR (old.day_or IS DISTINCT FROM new.day_or)) OR (old.interval_seconds IS DISTINCT FROM new.interval_seconds)) OR (old.anchor_date IS DISTINCT FROM new.anchor_date)) OR (old.rrule IS DISTINCT FROM new.rrule)) OR (old.timezone IS DISTINCT FROM new.timezone)) OR (old.parameters IS DISTINCT FROM new.parameters)) OR (old.catch_up IS DISTINCT FROM new.catch_up)) OR (old.catch_up_window_seconds IS DISTINCT FROM new.catch_up_window_seconds)) OR (old.max_catch_up IS DISTINCT FROM new.max_catch_up)) OR (old.max_scheduled_runs IS DISTINCT FROM new.max_scheduled_runs)) OR (old.overlap IS DISTINCT FROM new.overlap))) EXECUTE FUNCTION provost_private.replan_schedule()
on provost.deployments: CREATE TRIGGER _100_end_runs BEFORE DELETE ON provost.deployments FOR EACH ROW EXECUTE FUNCTION provost_private.end_runs_of_deployment()
on provost.deployments: CREATE TRIGGER _100_prepare BEFORE INSERT OR UPDATE OF name, full_name, flow_id, parameter_openapi_schema, pull_steps, fairness_key ON provost.deployments FOR EACH ROW EXECUTE FUNCTION provost_private.prepare_deployment()
on provost.deployments: CREATE TRIGGER _500_limit AFTER INSERT OR UPDATE OF concurrency_limit ON provost.deployments FOR EACH ROW EXECUTE FUNCTION provost_private.save_deployment_limit()
on provost.deployments: CREATE TRIGGER _500_recheck AFTER UPDATE OF work_queue_id, entrypoint, pull_steps, job_variables ON provost.deployments FOR EACH ROW WHEN (((((old.work_queue_id IS DISTINCT FROM new.work_queue_id) OR (old.entrypoint IS DISTINCT FROM new.entrypoint)) OR (old.pull_steps IS DISTINCT FROM new.pull_steps)) OR (old.job_variables IS DISTINCT FROM new.job_variables))) EXECUTE FUNCTION provost_private.recheck_deployment()
on provost.deployments: CREATE TRIGGER _500_replan AFTER UPDATE ON provost.deployments FOR EACH ROW WHEN (((((((((((old.paused IS DISTINCT FROM new.paused) OR (old.parameters IS DISTINCT FROM new.parameters)) OR (old.tags IS DISTINCT FROM new.tags)) OR (old.labels IS DISTINCT FROM new.labels)) OR (old.work_queue_id IS DISTINCT FROM new.work_queue_id)) OR (old.retries IS DISTINCT FROM new.retries)) OR (old.retry_delay_seconds IS DISTINCT FROM new.retry_delay_seconds)) OR (old.timeout_seconds IS DISTINCT FROM new.timeout_seconds)) OR (old.parameter_openapi_schema IS DISTINCT FROM new.parameter_openapi_schema)) OR (old.fairness_key IS DISTINCT FROM new.fairness_key))) EXECUTE FUNCTION provost_private.replan_deployment()
on provost.flow_runs: CREATE TRIGGER _100_guard BEFORE UPDATE OF id, epoch, state_type, state_name, state_timestamp, state_message, state_details, state_count, run_count, crash_count, resuming, pause_keys, next_scheduled_start_time, start_time, end_time, total_run_time, result, result_meta, error ON provost.flow_runs FOR EACH STATEMENT WHEN ((CURRENT_USER <> 'provost_engine'::text)) EXECUTE FUNCTION provost_private.guard_states()
on provost.flow_runs: CREATE TRIGGER _100_prepare BEFORE INSERT ON provost.flow_runs FOR EACH ROW EXECUTE FUNCTION provost_private.prepare_flow_run()
on provost.flow_runs: CREATE TRIGGER _400_mirror AFTER UPDATE OF state_count ON provost.flow_runs FOR EACH ROW WHEN ((new.parent_task_key IS NOT NULL)) EXECUTE FUNCTION provost_private.mirror_flow_run()
on provost.flow_runs: CREATE TRIGGER _500_announce AFTER INSERT ON provost.flow_runs FOR EACH STATEMENT EXECUTE FUNCTION provost_private.announce_flow_runs()
on provost.flows: CREATE TRIGGER _500_rename_deployments AFTER UPDATE OF name ON provost.flows FOR EACH ROW WHEN ((old.name <> new.name)) EXECUTE FUNCTION provost_private.rename_deployments()
on provost.task_runs: CREATE TRIGGER _100_guard BEFORE INSERT OR UPDATE ON provost.task_runs FOR EACH STATEMENT WHEN ((CURRENT_USER <> 'provost_engine'::text)) EXECUTE FUNCTION provost_private.guard_states()
on provost.work_pools: CREATE TRIGGER _100_prepare BEFORE INSERT OR UPDATE OF type, base_job_template ON provost.work_pools FOR EACH ROW EXECUTE FUNCTION provost_private.prepare_work_pool()
on provost.work_pools: CREATE TRIGGER _500_recheck AFTER UPDATE OF type, base_job_template ON provost.work_pools FOR EACH ROW WHEN (((old.type IS DISTINCT FROM new.type) OR (old.base_job_template IS DISTINCT FROM new.base_job_template))) EXECUTE FUNCTION provost_private.recheck_job_variables()
on provost.work_pools: CREATE TRIGGER _500_wake AFTER UPDATE OF is_paused, concurrency_limit ON provost.work_pools FOR EACH STATEMENT EXECUTE FUNCTION provost_private.wake_dispatchers()
on provost.work_queues: CREATE TRIGGER _500_wake AFTER UPDATE OF is_paused, concurrency_limit, priority ON provost.work_queues FOR EACH STATEMENT EXECUTE FUNCTION provost_private.wake_dispatchers()
on provost_private.active_runs: CREATE TRIGGER _100_free_slots AFTER DELETE ON provost_private.active_runs REFERENCING OLD TABLE AS released FOR EACH STATEMENT EXECUTE FUNCTION provost_private.free_slots_of_runs()
on provost_private.flow_run_states: CREATE TRIGGER _100_guard BEFORE INSERT OR UPDATE ON provost_private.flow_run_states FOR EACH STATEMENT WHEN ((CURRENT_USER <> 'provost_engine'::text)) EXECUTE FUNCTION provost_private.guard_states()
on provost_private.slots: CREATE TRIGGER _500_settle AFTER DELETE ON provost_private.slots REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION provost_private.settle_freed_slots()
on provost_private.task_run_states: CREATE TRIGGER _100_guard BEFORE INSERT OR UPDATE ON provost_private.task_run_states FOR EACH STATEMENT WHEN ((CURRENT_USER <> 'provost_engine'::text)) EXECUTE FUNCTION provost_private.guard_states()
