-- The part of check_new_runs that refuses, with VOARG, members of another type than theirs.
create or replace function provost_private.check_members_of_runs(p_runs jsonb) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_types constant jsonb := '{"name": "string", "tags": "array", "labels": "object",
    "job_variables": "object", "idempotency_key": "string", "scheduled_time": "string",
    "fairness_key": "string", "enforce_parameter_schema": "boolean", "work_queue": "string"}';
  v_fault record;
begin
  select r.place, m.key, m.value into v_fault
  from jsonb_array_elements(p_runs) with ordinality as r (run, place)
  cross join lateral jsonb_each(r.run) as m (key, value)
  where v_types ? m.key and jsonb_typeof(m.value) not in (v_types ->> m.key, 'null')
    -- A number may well be meant as a text.
    and not (v_types ->> m.key = 'string' and jsonb_typeof(m.value) = 'number'
      and m.key <> 'scheduled_time')
  order by r.place, m.key limit 1;
  if found then
    perform provost_private.fail_with('VOARG',
      format('Run %s: expected %s to be of type %s, got %s.', v_fault.place,
        to_jsonb(v_fault.key), v_types ->> v_fault.key, left(v_fault.value::text, 80)), null,
      'Write [{"parameters": {"limit": 3}, "tags": ["daily"], "labels": {"team": "data"}}].');
  end if;
  -- Only a text that is no instant can still be misread.
  for v_fault in
    select r.place, r.run ->> 'scheduled_time' as value
    from jsonb_array_elements(p_runs) with ordinality as r (run, place)
    where r.run ->> 'scheduled_time' is not null order by r.place
  loop
    perform v_fault.value::timestamptz;
  end loop;
exception
  when data_exception then
    perform provost_private.fail_with('VOARG',
      format('Run %s: expected a scheduled_time, got %L.', v_fault.place, left(v_fault.value, 80)),
      sqlerrm, 'Write it like "2026-01-31T02:00:00Z".');
end
$$;
