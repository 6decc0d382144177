-- The time from which on to look for due runs of a queue: before it, this session has seen nothing
-- but what was claimed long ago and cannot be cleaned up yet, since a transaction or a replication
-- slot keeps it (see note_due_from). Mostly there is no such hint, and the answer is -infinity. A
-- hint holds for seconds, so that a run which comes with an earlier time is passed by no longer.
create or replace function provost_private.due_from(p_work_queue_id uuid, p_now timestamptz)
returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
  v_hint text := current_setting('provost_due.q' || replace(p_work_queue_id::text, '-', ''), true);
  v_start timestamptz;
  v_until timestamptz;
begin
  if coalesce(v_hint, '') = '' then
    return '-infinity';
  end if;
  v_start := to_timestamp(split_part(v_hint, ' ', 1)::double precision);
  v_until := to_timestamp(split_part(v_hint, ' ', 2)::double precision);
  if v_start > p_now or v_until <= p_now or v_until > p_now + interval '30 s' then
    return '-infinity';
  end if;
  return v_start - interval '2 microseconds'; -- which is more than what is rounded
end
$$;
