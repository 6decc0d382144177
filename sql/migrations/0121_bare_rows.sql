-- What costs every statement more than it gives. A check constraint is read, planned and prepared
-- anew by each statement that writes the table: the four of flow_runs took a fifth of an insert and
-- more of a claim. Their facts hold by the only ways in: prepare_flow_run, for all that is
-- inserted, and change_flow_run_states, the only writer of states (see _100_guard).
alter table provost.flow_runs
  drop constraint fairness_key_is_short,
  drop constraint finished_runs_have_an_end_time,
  drop constraint only_scheduled_runs_have_a_next_start,
  drop constraint parameters_are_an_object;

-- Until when a dispatcher sleeps and wants to be woken by an insert, in milliseconds since 1970; 1
-- is awake. A sequence, since every insert asks: its number is read without a query and set
-- without a new version of a row, of which an old snapshot could keep thousands.
drop table provost_private.doorbell;
create sequence provost_private.doorbell;
select pg_catalog.setval('provost_private.doorbell', 1);
