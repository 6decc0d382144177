-- Creates a concurrency limit and answers it. `slot_decay_per_second` above 0 makes it a limit of
-- a rate. `active_slots`: how many of its slots are taken from the start. With `overwrite`, one
-- that exists under the name is brought up to date.
create or replace function provost.create_concurrency_limit(
  name text, "limit" integer, active boolean default true,
  slot_decay_per_second double precision default 0, active_slots integer default 0,
  overwrite boolean default false
) returns provost.concurrency_limits
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_limit provost.concurrency_limits;
begin
  perform provost_private.refuse_limit_of_deployment(create_concurrency_limit.name);
  if create_concurrency_limit.name
    ~ '^(?!tag:$)(?=.*[^[:space:]])[^/%&><[:cntrl:]]+$' is not true
  then
    perform provost_private.fail_with('VOARG',
      format('Expected a name without any of / %% & > <, and a tag after "tag:", got %L.',
        create_concurrency_limit.name),
      null, 'Name the limit with letters, digits, spaces, : - or _.');
  end if;
  perform provost_private.check_name_length('a name', create_concurrency_limit.name);
  if create_concurrency_limit."limit" is null then
    perform provost_private.fail_with('VOARG', 'Expected a limit of 0 or more, got null.', null,
      'Say how many slots there are.');
  end if;
  perform provost_private.check_limit_arguments(
    "limit", slot_decay_per_second, active_slots, null);

  insert into provost.concurrency_limits as l (name, "limit", active, slot_decay_per_second)
  values (create_concurrency_limit.name, create_concurrency_limit."limit",
    coalesce(create_concurrency_limit.active, true),
    coalesce(create_concurrency_limit.slot_decay_per_second, 0))
  on conflict on constraint limit_name_is_unique do nothing returning l.* into v_limit;
  if v_limit.id is null and not create_concurrency_limit.overwrite then
    perform provost_private.fail_with('VOARG',
      format('A concurrency limit named %L exists already.', create_concurrency_limit.name), null,
      'Change it (`provost gcl update`), or choose another name.');
  elsif v_limit.id is null then
    return provost.update_concurrency_limit(
      name, "limit", active, slot_decay_per_second, nullif(active_slots, 0));
  end if;
  if active_slots > 0 then
    perform provost_private.set_active_slots(v_limit, active_slots, provost_private.clock_now());
    select l.* into v_limit from provost.concurrency_limits l where l.id = v_limit.id;
  end if;
  return v_limit;
end
$$;
