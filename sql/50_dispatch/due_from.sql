-- The time from which on to look for due runs of a queue: before it, this session has seen nothing
-- but what was claimed long ago and cannot be cleaned up yet, since a transaction or a replication
-- slot keeps it (see note_due_from). Mostly there is no such hint, and the answer is -infinity. A
-- hint holds for seconds, so that a run which comes with an earlier time is passed by no longer.
create or replace function provost_private.due_from(p_work_queue_id uuid, p_now timestamptz)
returns timestamptz
language sql stable
return coalesce((
  select h.start - interval '2 microseconds' -- which is more than what is rounded
  from (
    select to_timestamp(split_part(s.hint, ' ', 1)::double precision) as start,
      to_timestamp(split_part(s.hint, ' ', 2)::double precision) as until
    from (
      select nullif(current_setting(
        'provost_due.q' || replace(p_work_queue_id::text, '-', ''), true), '') as hint
    ) s
  ) h
  where h.start <= p_now and h.until > p_now and h.until <= p_now + interval '30 s'
), '-infinity');
