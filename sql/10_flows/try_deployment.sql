-- Refuses what cannot be deployed, as deploying it would, and deploys nothing. Takes the locks of
-- deploying for a moment.
create or replace function provost_private.try_deployment(p_deployment jsonb) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform provost_private.save_deployment(p_deployment);
  perform provost_private.fail_with('VOUND', 'It can be deployed.');
exception
  when sqlstate 'VOUND' then
    null; -- and so is undone
end
$$;
