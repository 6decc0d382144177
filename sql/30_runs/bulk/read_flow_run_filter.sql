-- Reads which flow runs are meant from JSON, such as {"flow": "etl", "state_types": ["FAILED"],
-- "tags": ["a", "b"], "created_before": "2026-01-31T00:00:00Z"}: runs fit that fit every key.
-- A list fits when any of its members does; only `tags` have to be there all. Refuses unknown
-- flows and deployments, and what cannot be read.
create or replace function provost_private.read_flow_run_filter(p_filter jsonb)
returns provost_private.flow_run_filter
language plpgsql stable set search_path = ''
as $$
declare
  v_filter provost_private.flow_run_filter;
  v_name text;
begin
  perform provost_private.check_flow_run_filter(p_filter);
  v_filter := jsonb_populate_record(v_filter, p_filter - array['ids', 'names', 'state_types',
    'state_names', 'tags', 'any_tags']);
  v_filter.ids := provost_private.text_list(p_filter -> 'ids')::uuid[];
  v_filter.names := provost_private.text_list(p_filter -> 'names');
  v_filter.state_types := upper((provost_private.text_list(p_filter -> 'state_types')::text)
    collate "C")::provost.state_type[];
  v_filter.state_names := provost_private.text_list(p_filter -> 'state_names');
  v_filter.tags := provost_private.text_list(p_filter -> 'tags');
  v_filter.any_tags := provost_private.text_list(p_filter -> 'any_tags');
  -- None of an empty list fits.
  if jsonb_typeof(p_filter -> 'deployment') = 'array' then
    v_filter.deployment_ids := '{}';
  end if;
  foreach v_name in array coalesce(provost_private.text_list(p_filter -> 'deployment'), '{}') loop
    v_filter.deployment_ids :=
      v_filter.deployment_ids || (provost_private.named_deployment(v_name)).id;
  end loop;
  v_filter.flow_ids :=
    provost_private.find_flows(provost_private.text_list(p_filter -> 'flow'));
  return v_filter;
exception
  when data_exception then
    perform provost_private.fail_with('VOARG',
      format('Expected another filter of flow runs, got %s.', left(p_filter::text, 200)), sqlerrm,
      'Ids are UUIDs, times are instants such as "2026-01-31T02:00:00Z", auto_scheduled is true '
        || 'or false.');
end
$$;
