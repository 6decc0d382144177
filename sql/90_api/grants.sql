-- Who may do what. Nothing is granted to everybody; engine functions are for workers, and no
-- role but the owner writes a table, save for the columns with which a run is enqueued.
revoke all on all functions in schema provost, provost_private from public;
revoke all on all tables in schema provost, provost_private from public;
grant usage on schema provost to
  provost_viewer, provost_enqueuer, provost_operator, provost_worker, provost_engine;
grant usage on schema provost_private to provost_worker, provost_engine;

grant select on all tables in schema provost to provost_viewer, provost_operator, provost_engine;

grant insert (
  id, deployment, deployment_id, name, parameters, tags, labels, job_variables, idempotency_key,
  expected_start_time, retries, retry_delay_seconds, timeout_seconds, enforce_parameter_schema,
  fairness_key
) on provost.flow_runs to provost_enqueuer, provost_operator;
-- The defaults of those columns.
grant execute on function provost_private.new_id, provost_private.clock_now
  to provost_enqueuer, provost_operator;
grant select (id, deployment, deployment_id, name, state_type, state_name, idempotency_key,
  expected_start_time, result, error, created
) on provost.flow_runs to provost_enqueuer;

grant execute on all functions in schema provost to provost_operator;
grant execute on function provost.create_flow_run, provost.create_flow_runs, provost.delay_task,
  provost.watch_flow_run, provost.flow_run_of_key to provost_enqueuer;
-- What only tells something: a test compares the list with the catalog.
grant execute on function provost.watch_flow_run, provost.concurrency_limits_active_slots,
  provost.concurrency_limits_denied_slots, provost.work_pools_status,
  provost.work_pools_active_slots, provost.work_queues_status, provost.work_queues_active_slots,
  provost.work_queues_last_polled, provost.deployments_status, provost.deployments_last_polled,
  provost.why_waiting, provost.flow_run_result, provost.task_run_result,
  provost.flow_runs_estimated_run_time, provost.flow_runs_estimated_start_time_delta,
  provost.flow_runs_task_run_counts, provost.flow_runs_total_run_time, provost.flow_runs_worker,
  provost.task_runs_estimated_run_time, provost.task_runs_estimated_start_time_delta,
  provost.task_runs_total_run_time, provost.flow_by_name, provost.flow_run_versions,
  provost.log_page_end, provost.missed_runs, provost.get_runs_in_work_queue,
  provost.default_base_job_template, provost.health, provost_private.clock_now to provost_viewer;

-- The state machine runs as provost_engine, which writes states and nothing else.
grant select, update on provost.flow_runs to provost_engine;
grant select, insert on provost_private.flow_run_states, provost_private.task_run_states
  to provost_engine;
grant select, insert, update on provost.task_runs to provost_engine;
grant select, insert, update, delete on provost_private.active_runs to provost_engine;
-- So do the slots of deployments, which runs take and leave with their states.
grant select, insert, update, delete on provost_private.slots to provost_engine;
grant usage on sequence provost_private.slot_tickets to provost_engine;
grant select on sequence provost_private.doorbell to provost_engine;
grant select, update on sequence provost_private.turn_of_flow_runs,
  provost_private.turn_of_dead_workers, provost_private.turn_of_late_runs to provost_engine;
grant update on provost.concurrency_limits to provost_engine;
grant select on provost.flow_run_waits, provost_private.watched_runs,
  provost_private.history_state,
  provost_private.flow_run_rules, provost_private.task_run_rules,
  provost_private.task_run_cache to provost_engine;
grant execute on all functions in schema provost_private to provost_engine, provost_worker;
-- A worker changes states through the functions that ask for its epoch.
revoke execute on function provost_private.change_flow_run_states,
  provost_private.change_task_run_states from provost_worker;
-- Schedules are an operator's.
revoke execute on function provost_private.switch_schedules, provost_private.delete_schedules
  from provost_worker;
grant execute on function provost_private.switch_schedules, provost_private.delete_schedules
  to provost_operator;
