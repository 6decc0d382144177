-- Notes for this session what due_from answers of a queue: as far as it can see, nothing is due
-- before `p_from`. The last second is left to runs whose inserts are not committed yet. The more
-- had to be read to find that out, the longer it holds, so that looking at all of it again takes
-- little of the time; a hint that holds already is moved on, but holds no longer for it. The hint
-- is a setting, since a row would grow versions for as long as those of runs cannot be cleaned up.
create or replace function provost_private.note_due_from(
  p_work_queue_id uuid, p_from timestamptz, p_read bigint, p_now timestamptz
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_setting text := 'provost_due.q' || replace(p_work_queue_id::text, '-', '');
  v_until text;
begin
  if provost_private.due_from(p_work_queue_id, p_now) > '-infinity' then
    v_until := split_part(current_setting(v_setting), ' ', 2);
  else
    v_until := extract(epoch from p_now + make_interval(secs => least(p_read / 20000.0, 30)));
  end if;
  perform set_config(v_setting,
    extract(epoch from least(p_from, p_now - interval '1 s')) || ' ' || v_until, false);
end
$$;
