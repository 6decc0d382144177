-- What a pause has when it brings none: a key, by which it fires once, and an hour, after which the
-- run fails, so that nothing waits without an end.
create or replace function provost_private.pause_defaults(p_details jsonb, p_now timestamptz)
returns jsonb
language sql volatile parallel safe
return coalesce(p_details, '{}') || jsonb_build_object(
  'pause_key', coalesce(p_details ->> 'pause_key', gen_random_uuid()::text),
  'pause_timeout', coalesce(
    nullif(p_details -> 'pause_timeout', 'null'), to_jsonb(p_now + interval '1 hour')));
