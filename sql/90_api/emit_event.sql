-- Tells that something has happened, to whoever waits for it. `resource` is what it happened to: an
-- object of labels with a "provost.resource.id", or that id as a text. An event that is emitted
-- again with its `id` is passed over, also while another session emits it. Answers the id.
create or replace function provost.emit_event(
  event text, resource jsonb, payload jsonb default '{}', related jsonb default '[]',
  occurred timestamptz default null, id uuid default null, follows uuid default null
) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_resource jsonb := case jsonb_typeof(resource)
    when 'string' then jsonb_build_object('provost.resource.id', resource) else resource end;
  v_event provost.events;
begin
  if coalesce(char_length(event), 0) not between 1 and 1024 then
    perform provost_private.fail_with('VOARG',
      format('Expected the name of an event with 1 to 1024 characters, got %s.',
        coalesce(left(event, 80), 'null')), null, 'Name it like "order.paid".');
  end if;
  if jsonb_typeof(v_resource) is distinct from 'object'
    or coalesce(v_resource ->> 'provost.resource.id', '') = ''
  then
    perform provost_private.fail_with('VOARG',
      format('Expected a resource with a "provost.resource.id", got %s.',
        coalesce(left(resource::text, 200), 'null')), null,
      'Write it like {"provost.resource.id": "order/42"}, or as the id alone: "order/42".');
  end if;
  if jsonb_typeof(coalesce(payload, '{}')) <> 'object'
    or jsonb_typeof(coalesce(related, '[]')) <> 'array'
  then
    perform provost_private.fail_with('VOARG',
      format('Expected payload as an object and related as a list, got %s and %s.',
        left(payload::text, 80), left(related::text, 80)), null,
      'Write them like {"amount": 3} and [{"provost.resource.id": "customer/7"}].');
  end if;
  if occurred not between '0001-01-01 00:00+00' and '9999-12-31 00:00+00' then
    perform provost_private.fail_with('VOARG',
      format('Expected occurred in the years 1 to 9999, got %s.', occurred), null,
      'Leave it out for an event that has just happened.');
  end if;
  if pg_column_size(v_resource) + coalesce(pg_column_size(payload), 0)
    + coalesce(pg_column_size(related), 0) > 1500000
  then
    perform provost_private.fail_with('VOSIZ',
      'The event takes more than the 1500000 bytes that are allowed.', null,
      'Store the data elsewhere and put a reference to it into the payload.');
  end if;

  perform pg_advisory_xact_lock_shared(20260002, hashtext(event));
  if emit_event.id is not null then
    perform pg_advisory_xact_lock(20260004, hashtext(emit_event.id::text));
  end if;
  if exists (select from provost.events e where e.id = emit_event.id) then
    return emit_event.id;
  end if;
  perform provost_private.keep_up_history('events', v_now);
  insert into provost.events (id, occurred, received, event, resource, related, payload, follows)
  values (coalesce(emit_event.id, provost_private.new_id()), coalesce(emit_event.occurred, v_now),
    v_now, emit_event.event, v_resource, coalesce(emit_event.related, '[]'),
    coalesce(emit_event.payload, '{}'), emit_event.follows)
  on conflict do nothing -- only one that is too new for our snapshot to see it: 40001
  returning * into v_event;
  perform provost_private.answer_event(v_event);
  return v_event.id;
end
$$;
