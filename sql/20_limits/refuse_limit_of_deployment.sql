-- A deployment's own limit is a part of the deployment, and is changed there.
create or replace function provost_private.refuse_limit_of_deployment(p_name text) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if starts_with(provost_private.limit_named(p_name), 'deployment:') then
    perform provost_private.fail_with('VOARG',
      format('%L is the limit of a deployment.', p_name), null,
      'Deploy again with another `concurrency_limit`, or with none: provost deploy … '
      '--concurrency-limit 2.');
  end if;
end
$$;
