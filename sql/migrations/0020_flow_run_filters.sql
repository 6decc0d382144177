-- Which flow runs somebody means, read from JSON; see read_flow_run_filter. What is null filters
-- nothing.
create type provost_private.flow_run_filter as (
  ids uuid[],
  names text[],
  flow_ids uuid[],
  deployment_ids uuid[],
  state_types provost.state_type[],
  state_names text[],
  tags text[],
  any_tags text[],
  created_after timestamptz,
  created_before timestamptz,
  expected_after timestamptz,
  expected_before timestamptz,
  started_after timestamptz,
  started_before timestamptz,
  ended_after timestamptz,
  ended_before timestamptz,
  auto_scheduled boolean,
  parent_flow_run_id uuid
);

-- Whether this run is checked against the schema of its deployment; null: as the deployment says.
alter table provost.flow_runs add column enforce_parameter_schema boolean;
