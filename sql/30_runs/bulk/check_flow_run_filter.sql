-- Refuses, with VOARG, what is no filter of flow runs: no object, one with a key that nobody
-- reads, or one that is empty, as are tags of which there are none. "All runs" has to be said, with
-- {"all": true}.
create or replace function provost_private.check_flow_run_filter(p_filter jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_keys text[] := array['all', 'ids', 'names', 'flow', 'deployment', 'state_types',
    'state_names', 'tags', 'any_tags', 'created_after', 'created_before', 'expected_after',
    'expected_before', 'started_after', 'started_before', 'ended_after', 'ended_before',
    'auto_scheduled', 'parent_flow_run_id'];
  v_unknown text;
  v_said jsonb;
begin
  if jsonb_typeof(p_filter) is distinct from 'object' then
    perform provost_private.fail_with('VOARG',
      format('Expected a filter of flow runs as a JSON object, got %s.',
        coalesce(left(p_filter::text, 80), 'null')),
      format('Keys: %s.', array_to_string(v_keys, ', ')),
      'Write it like {"flow": "etl", "state_types": ["FAILED"]}.');
  end if;
  select string_agg(format('%L', k.key), ', ' order by k.key) into v_unknown
  from jsonb_object_keys(p_filter) as k (key) where k.key <> all (v_keys);
  if v_unknown is not null then
    perform provost_private.fail_with('VOARG',
      format('A filter of flow runs has no %s.', v_unknown),
      format('Keys: %s.', array_to_string(v_keys, ', ')), 'Use those keys.');
  end if;
  v_said := jsonb_strip_nulls(p_filter);
  if jsonb_typeof(v_said -> 'all') <> 'boolean' then
    perform provost_private.fail_with('VOARG',
      format('Expected "all" in a filter of flow runs to be true or false, got %s.',
        left((v_said -> 'all')::text, 80)), null, 'Write {"all": true} for all of them.');
  end if;
  if v_said -> 'tags' = '[]' then
    v_said := v_said - 'tags';
  end if;
  if v_said in ('{}', '{"all": false}') then
    perform provost_private.fail_with('VOARG',
      'Expected a filter of flow runs, got an empty one.', null,
      'Say which runs are meant, or {"all": true} for all of them.');
  end if;
end
$$;
