-- How many rows of history lie beside all periods, because their ids are of no time or of another
-- one; counted up to `p_limit`.
create or replace function provost_private.count_beside_periods(p_limit integer) returns bigint
language sql stable
begin atomic
  select count(*) from (
    select from provost_history.flow_run_states_other union all
    select from provost_history.task_runs_other union all
    select from provost_history.task_run_states_other union all
    select from provost_history.logs_other union all
    select from provost_history.events_other
    limit p_limit) rows;
end;
