-- Refuses, with VOARG, what is no list of runs to create: at most 100,000 objects of known members.
create or replace function provost_private.check_new_runs(p_runs jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_members constant text[] := '{parameters,name,tags,labels,job_variables,idempotency_key,
    scheduled_time,fairness_key,enforce_parameter_schema,work_queue}';
  v_example constant text := 'Write [{"parameters": {"source": "a.csv"}, "idempotency_key": "a"}].';
  v_place bigint;
  v_got text;
begin
  if jsonb_typeof(p_runs) is distinct from 'array' then
    perform provost_private.fail_with('VOARG',
      format('Expected a JSON array of runs, got %s.', coalesce(left(p_runs::text, 80), 'null')),
      null, v_example);
  end if;
  if jsonb_array_length(p_runs) > 100000 then
    perform provost_private.fail_with('VOSIZ',
      format('Expected at most 100000 runs at once, got %s.', jsonb_array_length(p_runs)), null,
      'Create them in several calls.');
  end if;
  select r.place, left(r.run::text, 80) into v_place, v_got
  from jsonb_array_elements(p_runs) with ordinality as r (run, place)
  where jsonb_typeof(r.run) <> 'object'
    or coalesce(jsonb_typeof(r.run -> 'parameters'), 'object') not in ('object', 'null')
  order by r.place limit 1;
  if found then
    perform provost_private.fail_with('VOARG',
      format('Run %s: expected an object with "parameters" that are an object, got %s.',
        v_place, v_got), null, v_example);
  end if;
  select r.place, m.name into v_place, v_got
  from jsonb_array_elements(p_runs) with ordinality as r (run, place)
  cross join lateral jsonb_object_keys(r.run) as m (name)
  where m.name <> all (v_members) order by r.place limit 1;
  if found then
    perform provost_private.fail_with('VOARG', format('Run %s has no %s.', v_place,
      to_jsonb(v_got)), format('Members of a run: %s.', array_to_string(v_members, ', ')),
      v_example);
  end if;
  perform provost_private.check_members_of_runs(p_runs);
end
$$;
