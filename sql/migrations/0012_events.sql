-- What has happened. Append-only, keyed by time, so that it can be partitioned; no foreign keys.
create table provost.events (
  id uuid not null default provost_private.new_id(),
  occurred timestamptz not null default provost_private.clock_now(),
  received timestamptz not null default provost_private.clock_now(),
  event text not null,
  resource jsonb not null,
  related jsonb not null default '[]',
  payload jsonb not null default '{}',
  follows uuid,
  primary key (occurred, id),
  constraint event_name_is_short check (char_length(event) between 1 and 1024),
  constraint resource_has_an_id check (coalesce(resource ->> 'provost.resource.id', '') <> ''),
  constraint related_is_a_list check (jsonb_typeof(related) = 'array'),
  constraint payload_is_an_object check (jsonb_typeof(payload) = 'object')
) with (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000);
-- An event by its id alone: links, and an event that is emitted twice.
create index events_by_id_idx on provost.events (id);
-- The events of a name since an instant, in the order in which they happened.
create index events_by_event_idx on provost.events (event, occurred, id);
