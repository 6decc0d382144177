-- The id of the flow that has a name; refuses, with VONFD, a name that no flow has.
create or replace function provost_private.find_flow(p_name text) returns uuid
language plpgsql stable set search_path = ''
as $$
declare
  v_id uuid;
begin
  select f.id into v_id from provost.flows f where f.name = p_name and f.kind = 'flow';
  if v_id is null then
    perform provost_private.fail_with('VONFD', format('No flow is named %L.', p_name), null,
      'List them: provost flow ls.');
  end if;
  return v_id;
end
$$;
