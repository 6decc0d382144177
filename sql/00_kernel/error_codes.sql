-- The register of Provost's own SQLSTATEs. Every `VO…` code is here, and src/errors.ts maps
-- each of them to one error class; a test compares the two.
create or replace view provost_private.error_codes (code, name, meaning) as
values
  ('VOARG', 'InvalidInput', 'an argument is missing, malformed or out of range'),
  ('VODEP', 'DeploymentNotFound', 'no deployment has the name or id that was given'),
  ('VODUP', 'IdempotencyConflict', 'the idempotency key was used before, with other input'),
  ('VOKEY', 'GuardedState', 'a state was written by something other than the state machine'),
  ('VOLSE', 'WorkerLost', 'the worker was declared dead and may not claim or write any more'),
  ('VONFD', 'NotFound', 'the object that was named does not exist'),
  ('VOPAR', 'InvalidParameters', 'parameters do not fit the JSON Schema of their deployment'),
  ('VOPOL', 'WorkPoolNotFound', 'no work pool has the name that was given'),
  ('VOSCH', 'InvalidSchema', 'a JSON Schema is malformed or uses an unsupported keyword'),
  ('VOSIZ', 'TooLarge', 'a value is larger than its limit'),
  ('VOUND', 'Undone', 'what was tried went well, and is undone; it never leaves the database'),
  ('VOVER', 'VersionTooNew', 'the database was migrated by a newer release');
