-- Takes slots of all the limits that are named, or of none, and answers
--   {"status": "ACQUIRED" | "LOCKED", "limits": […], "lease_id", "expires_at", "retry_after"}.
-- `limits` are the names that there are limits of, also those that are switched off. For callers
-- that can wait by themselves and belong to no flow run: they ask again after `retry_after`
-- seconds. In the mode `rate_limit` there is nothing to give back.
create or replace function provost.take_concurrency_slots(
  names text[], slots integer default 1, mode text default 'concurrency',
  lease_duration_seconds double precision default 300, strict boolean default false,
  holder text default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_answer provost_private.slot_answer;
begin
  perform provost_private.check_slot_arguments(
    names, slots, mode, lease_duration_seconds);
  select a.* into v_answer from provost_private.take_slots(array[(
    1, provost_private.new_id(), names, slots, mode, strict, false, lease_duration_seconds, null,
    null, null, holder)::provost_private.slot_request]) a;
  if v_answer.status = 'REFUSED' then
    perform provost_private.fail_with('VOARG', v_answer.reason, null, v_answer.hint);
  end if;
  return jsonb_strip_nulls(jsonb_build_object(
    'status', case v_answer.status when 'GRANTED' then 'ACQUIRED' else 'LOCKED' end,
    'limits', case v_answer.status when 'GRANTED' then to_jsonb(array(
      select l.name from provost.concurrency_limits l
      where l.name = any (take_concurrency_slots.names) order by l.name)) else '[]' end,
    'lease_id', case when v_answer.status = 'GRANTED' and mode = 'concurrency'
      and v_answer.limits <> '{}' then v_answer.lease_id end,
    'expires_at', v_answer.expires,
    'retry_after', v_answer.retry_after));
end
$$;
