-- What happened to runs, and events, are kept in partitions by time, so that what is old enough is
-- dropped, not deleted. The history of a run lies in the period in which its id was made, all
-- tables alike; what has an id of another time, or of no time at all, lies beside the periods, in
-- the partitions named `…_other`. Partitions have a schema of their own, for nobody to look into.
create schema provost_history;

-- Which periods have partitions; the first begins before all time. `orphans` counts the runs that
-- are gone while their history waits for its period to be dropped.
create table provost_private.history_periods (
  kind text not null,
  from_time timestamptz not null,
  to_time timestamptz not null,
  orphans bigint not null default 0,
  primary key (kind, from_time),
  constraint history_kind_is_known check (kind in ('runs', 'events')),
  constraint history_period_has_a_length check (from_time < to_time)
);

-- One row: until when there are partitions, how long a period is, and when history was trimmed
-- last. Periods are few, since statements that find rows through a join look at all partitions:
-- about a quarter of the time for which history is kept; see plan_history.
create table provost_private.history_state (
  id boolean primary key default true,
  runs_until timestamptz not null,
  events_until timestamptz not null,
  runs_every interval not null default '21 days',
  events_every interval not null default '1 day',
  trimmed timestamptz,
  constraint there_is_one_history_state check (id)
) with (fillfactor = 10);
insert into provost_private.history_state (runs_until, events_until)
select date_bin('21 days', c.now, '2024-01-01 00:00+00') + interval '21 days',
  date_bin('1 day', c.now, '2024-01-01 00:00+00') + interval '1 day'
from (select provost_private.clock_now() as now) c;
insert into provost_private.history_periods (kind, from_time, to_time)
select 'runs', '-infinity'::timestamptz, s.runs_until from provost_private.history_state s
union all
select 'events', '-infinity', s.events_until from provost_private.history_state s;

-- Triggers of the tables that become the first partitions; the new ones get theirs when functions
-- are loaded.
drop trigger if exists _100_guard on provost.flow_run_states;
drop trigger if exists _100_guard on provost.task_runs;
drop trigger if exists _100_guard on provost.task_run_states;

do $$
declare
  v_table record;
begin
  for v_table in
    select t.name, t.key from (values
      ('flow_run_states', 'flow_run_id'), ('task_runs', 'flow_run_id'),
      ('task_run_states', 'flow_run_id'), ('logs', 'flow_run_id'), ('events', 'occurred')
    ) as t (name, key)
  loop
    execute format('alter table provost.%1$I set schema provost_history', v_table.name);
    execute format('alter table provost_history.%1$I rename to %2$I',
      v_table.name, v_table.name || '_first');
    execute format('revoke all on provost_history.%1$I from provost_viewer, provost_enqueuer,
      provost_operator, provost_worker, provost_engine', v_table.name || '_first');
    execute format('create table provost.%1$I (like provost_history.%2$I
      including defaults including constraints including storage) partition by range (%3$I)',
      v_table.name, v_table.name || '_first', v_table.key);
  end loop;
end
$$;

alter table provost.flow_run_states add primary key (flow_run_id, seq);
alter table provost.task_runs add primary key (flow_run_id, key);
create index task_runs_by_id_idx on provost.task_runs (id);
create index task_runs_open_idx on provost.task_runs (flow_run_id)
  where state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
    and state_name <> 'NotReady';
alter table provost.task_run_states add primary key (flow_run_id, task_run_id, seq);
alter table provost.logs add primary key (flow_run_id, id);
alter table provost.events add primary key (occurred, id);
create index events_by_id_idx on provost.events (id);
create index events_by_event_idx on provost.events (event, occurred, id);

-- What there is becomes the first partition, as it is; only what has a later id is moved.
do $$
declare
  v_table record;
begin
  for v_table in
    select t.name, t.key, t.bound, t.options, t.name || '_first' as first,
      t.name || '_other' as other
    from provost_private.history_state s
    cross join lateral (values
      ('flow_run_states', 'flow_run_id', provost_private.first_id_of(s.runs_until)::text,
        'autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000'),
      ('task_runs', 'flow_run_id', provost_private.first_id_of(s.runs_until)::text,
        'fillfactor = 90'),
      ('task_run_states', 'flow_run_id', provost_private.first_id_of(s.runs_until)::text,
        'autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000'),
      ('logs', 'flow_run_id', provost_private.first_id_of(s.runs_until)::text,
        'autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000'),
      ('events', 'occurred', s.events_until::text,
        'autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000')
    ) as t (name, key, bound, options)
  loop
    execute format('create table provost_history.%I (like provost.%I including all) with (%s)',
      v_table.other, v_table.name, v_table.options);
    execute format(
      'with moved as (delete from provost_history.%I where %I >= %L returning *)
       insert into provost_history.%I select * from moved',
      v_table.first, v_table.key, v_table.bound, v_table.other);
    execute format('alter table provost.%I attach partition provost_history.%I
      for values from (minvalue) to (%L)', v_table.name, v_table.first, v_table.bound);
    execute format('alter table provost.%I attach partition provost_history.%I default',
      v_table.name, v_table.other);
  end loop;
end
$$;
