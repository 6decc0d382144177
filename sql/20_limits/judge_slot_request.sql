-- Why a request for slots is refused, whatever is free: null when it may be granted.
create or replace function provost_private.judge_slot_request(
  p_request provost_private.slot_request
) returns provost_private.slot_answer
language plpgsql stable set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_known text[];
  v_limit record;
  v_answer provost_private.slot_answer;
begin
  v_answer.ord := p_request.ord;
  v_answer.lease_id := p_request.lease_id;
  v_answer.status := 'REFUSED';
  v_known := array(
    select l.name from provost.concurrency_limits l where l.name = any (p_request.names));

  if p_request.is_strict and not p_request.names <@ v_known then
    v_answer.reason := format('No concurrency limit is named %s.', (
      select string_agg(quote_literal(n), ', ')
      from unnest(p_request.names) n where n <> all (v_known)));
    v_answer.hint := 'Create it (`provost gcl create`), or leave out `strict` to go on without.';
    return v_answer;
  end if;
  for v_limit in
    select l.name, l."limit" as size, l.slot_decay_per_second as decay
    from provost.concurrency_limits l where l.name = any (v_known) and l.active order by l.name
  loop
    if p_request.slots > v_limit.size then
      v_answer.reason := case v_limit.size
        when 0 then format('The concurrency limit on %s is 0, so it would never start.',
          regexp_replace(quote_literal(v_limit.name), '^''tag:(.*)$', 'tag ''\1'))
        else format('Slots requested is greater than the limit: %s of %s on %L.',
          p_request.slots, v_limit.size, v_limit.name) end;
      v_answer.hint := 'Set a higher limit, switch it off, or ask for fewer slots.';
      return v_answer;
    end if;
    if p_request.mode = 'rate_limit' and v_limit.decay = 0 then
      v_answer.reason := format('Only concurrency limits with slot decay can be used for rate '
        'limiting. The following limits do not have a decay configured: %s', (
          select string_agg(quote_literal(l.name), ', ' order by l.name)
          from provost.concurrency_limits l
          where l.name = any (v_known) and l.active and l.slot_decay_per_second = 0));
      v_answer.hint := 'Give it a slot_decay_per_second, or use it with `concurrency`.';
      return v_answer;
    end if;
  end loop;
  return null;
end
$$;
