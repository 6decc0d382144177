-- Notes what is to be cleaned up on a host once a worker is gone, and answers the id of the note.
-- Saying the same again changes nothing but whose it is.
create or replace function provost_private.enqueue_cleanup(
  p_worker_id uuid, p_host text, p_kind text, p_target jsonb
) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  if p_kind not in ('PROCESS_GROUP', 'FOLDER') then
    perform provost_private.fail_with('VOARG',
      format('Expected a clean-up of kind PROCESS_GROUP or FOLDER, got %L.', p_kind), null,
      'Name one of the two.');
  end if;
  insert into provost.cleanups as c (worker_id, host, kind, target)
  values (p_worker_id, p_host, p_kind, p_target)
  on conflict (host, kind, target) do update set worker_id = excluded.worker_id
  returning c.id into v_id;
  return v_id;
end
$$;
