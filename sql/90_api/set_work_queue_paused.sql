-- Pauses a work queue, or lets it go on. What runs goes on either way; nothing else is started.
create or replace function provost.set_work_queue_paused(
  work_pool text, work_queue text, paused boolean
) returns provost.work_queues
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return provost.update_work_queue(work_pool, work_queue, is_paused => paused);
end
$$;
