-- Appends the log lines of the holders of runs: a line that names an epoch which has passed
-- is dropped. `age_ms` is how long ago the line was written; the database's clock tells when.
-- Answers how many lines were kept.
create or replace function provost_private.write_logs(p_logs jsonb) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_count integer;
begin
  with line as (
    select x.* from jsonb_to_recordset(p_logs) as x (
      flow_run_id uuid, epoch integer, task_key text, level integer, name text, message text,
      age_ms double precision, seq bigint)
  )
  insert into provost.logs (flow_run_id, task_run_id, level, name, message, timestamp)
  select l.flow_run_id, t.id, l.level, l.name, l.message,
    v_now - make_interval(secs => coalesce(l.age_ms, 0) / 1000)
  from line l
  join provost.flow_runs r on r.id = l.flow_run_id and r.epoch = l.epoch
  left join provost.task_runs t on t.flow_run_id = l.flow_run_id and t.key = l.task_key
  order by l.seq;
  get diagnostics v_count = row_count;

  perform provost_private.ring_doorbell('provost_flow_run', w.flow_run_id::text)
  from provost_private.watched_runs w
  where w.watched_until > v_now
    and w.flow_run_id in (
      select x.flow_run_id from jsonb_to_recordset(p_logs) as x (flow_run_id uuid));
  return v_count;
end
$$;
