-- What workers would leave behind if they died at this moment: processes, folders. They note it
-- down before it matters and take the note away afterwards; what a worker that is gone has left,
-- the next one on the same host ends or removes.
create table provost.cleanups (
  id uuid primary key default provost_private.new_id(),
  kind text not null,
  host text not null,
  target jsonb not null,
  worker_id uuid not null,
  deliveries integer not null default 0,
  lease_token uuid,
  leased_until timestamptz,
  given_up timestamptz,
  last_error text,
  created timestamptz not null default provost_private.clock_now(),
  constraint cleanup_kind_is_known check (kind in ('PROCESS_GROUP', 'FOLDER')),
  constraint cleanup_target_is_an_object check (jsonb_typeof(target) = 'object'),
  constraint cleanup_is_noted_once unique (host, kind, target),
  constraint cleanup_lease_has_an_end check ((lease_token is null) = (leased_until is null))
);
