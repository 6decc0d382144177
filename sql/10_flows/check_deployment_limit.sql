-- Refuses what a deployment cannot mean by its concurrency limit, see deployment_limit.
create or replace function provost_private.check_deployment_limit(p_limit jsonb) returns void
language plpgsql immutable set search_path = ''
as $$
declare
  v_unknown text;
begin
  if jsonb_typeof(p_limit -> 'limit') not in ('number', 'null')
    or (p_limit ->> 'limit')::numeric % 1 <> 0 or (p_limit ->> 'limit')::numeric < 0
    or (p_limit ->> 'limit')::numeric > 2147483647
  then
    perform provost_private.fail_with('VOARG',
      format('Expected `concurrency_limit` as a whole number of 0 or more, got %s.',
        left(p_limit ->> 'limit', 80)),
      null, 'Write 3, or {"limit": 3, "collision_strategy": "CANCEL_NEW"}.');
  end if;
  if coalesce(p_limit ->> 'collision_strategy', 'ENQUEUE')
    not in ('ENQUEUE', 'CANCEL_NEW', 'CANCEL_RUNNING')
  then
    perform provost_private.fail_with('VOARG',
      format('Expected `collision_strategy` ENQUEUE, CANCEL_NEW or CANCEL_RUNNING, got %s.',
        left(p_limit ->> 'collision_strategy', 80)),
      null,
      'ENQUEUE lets one run too many wait, CANCEL_NEW cancels it, CANCEL_RUNNING the oldest.');
  end if;
  if coalesce(p_limit ->> 'grace_period_seconds', '300')::double precision
    not between 60 and 86400
  then
    perform provost_private.fail_with('VOARG',
      format('Expected `grace_period_seconds` from 60 to 86400, got %s.',
        left(p_limit ->> 'grace_period_seconds', 80)),
      null, 'It is how long a run that was submitted may take to start.');
  end if;
  select k into v_unknown from jsonb_object_keys(p_limit) k
  where k not in ('limit', 'collision_strategy', 'grace_period_seconds') limit 1;
  if v_unknown is not null then
    perform provost_private.fail_with('VOARG',
      format('A concurrency limit has no option %L.', v_unknown), null,
      'The options are limit, collision_strategy and grace_period_seconds.');
  end if;
exception
  when invalid_text_representation then
    perform provost_private.fail_with('VOARG',
      format('Expected numbers in the concurrency limit, got %s.', left(p_limit::text, 200)), null,
      'Write 3, or {"limit": 3, "collision_strategy": "CANCEL_NEW", "grace_period_seconds": 300}.');
end
$$;
