-- How many bytes a run brings along; see refuse_large_run. (prepare_flow_run adds them up itself,
-- since a row that is handed on costs more than the sum.)
create or replace function provost_private.size_of_run(p_run provost.flow_runs) returns bigint
language sql stable
return pg_column_size(p_run.parameters) + pg_column_size(p_run.labels)
  + pg_column_size(p_run.tags) + pg_column_size(p_run.name)
  + coalesce(pg_column_size(p_run.job_variables), 0);
