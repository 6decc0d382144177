-- Refuses what cannot be deployed, as deploying it would, and deploys nothing. Takes the locks of
-- deploying for a moment.
create or replace function provost_private.try_deployment(p_deployment jsonb) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform provost_private.save_deployment(p_deployment);
  -- What is raised here undoes it.
  perform provost_private.fail_with('VOARG', 'It can be deployed.');
exception
  when sqlstate 'VOARG' then
    if sqlerrm <> 'It can be deployed.' then
      raise;
    end if;
end
$$;
