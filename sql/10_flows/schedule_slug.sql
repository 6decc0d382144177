-- The name of a schedule within its deployment: the slug given, or its own definition.
create or replace function provost_private.schedule_slug(p_schedule jsonb) returns text
language sql stable parallel safe
return coalesce(
  p_schedule ->> 'slug',
  concat_ws(' ',
    'cron ' || (p_schedule ->> 'cron'),
    'every ' || (p_schedule ->> 'interval_seconds') || ' s',
    p_schedule ->> 'rrule',
    p_schedule ->> 'timezone'));
