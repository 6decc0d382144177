-- What the body of a flow run waits for. A wait is a row, found again by its replay key, so that
-- nothing and nobody has to stay awake for it: the worker lets go of the run, and the run is
-- made due when the row is answered or its time has come.
create table provost.flow_run_waits (
  flow_run_id uuid not null,
  key text not null,
  kind text not null,
  run_count integer not null,
  description text,
  wake_time timestamptz,
  input_schema jsonb,
  initial_input jsonb,
  event text,
  event_filter jsonb,
  awaited_flow_run_id uuid,
  input_prefix text,
  outcome text,
  answered_time timestamptz,
  value jsonb,
  created timestamptz not null default provost_private.clock_now(),
  primary key (flow_run_id, key),
  constraint wait_kind_is_known
    check (kind in ('sleep', 'pause', 'suspend', 'input', 'event', 'flow_run')),
  constraint wait_outcome_is_known check (outcome in ('answered', 'elapsed')),
  constraint wait_has_an_outcome_from_its_answer_on
    check ((outcome is null) = (answered_time is null)),
  constraint sleeping_has_an_end check (kind <> 'sleep' or wake_time is not null),
  constraint event_wait_names_an_event check ((kind = 'event') = (event is not null)),
  constraint flow_run_wait_names_a_flow_run
    check ((kind = 'flow_run') = (awaited_flow_run_id is not null)),
  constraint input_wait_names_a_prefix check ((kind = 'input') = (input_prefix is not null))
);
-- settle_due_waits: what has waited long enough.
create index flow_run_waits_due_idx on provost.flow_run_waits (wake_time)
  where outcome is null;
-- answer_ended_runs: who waits for a run that has ended.
create index flow_run_waits_for_run_idx on provost.flow_run_waits (awaited_flow_run_id)
  where outcome is null and awaited_flow_run_id is not null;
-- answer_event: who waits for an event.
create index flow_run_waits_for_event_idx on provost.flow_run_waits (event)
  where outcome is null and event is not null;

-- What is sent to a run by people and other runs, until its code receives it.
create table provost.flow_run_inputs (
  flow_run_id uuid not null,
  key text not null,
  id uuid not null default provost_private.new_id(),
  prefix text not null,
  sender text,
  value jsonb not null,
  value_meta jsonb,
  received_by text,
  created timestamptz not null default provost_private.clock_now(),
  primary key (flow_run_id, key)
);
-- take_inputs: what a run has not received yet, oldest first.
create index flow_run_inputs_unreceived_idx on provost.flow_run_inputs (flow_run_id, prefix, id)
  where received_by is null;
