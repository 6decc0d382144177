-- Before a schedule gets a time zone: refuses one that the database does not know, whoever writes
-- it. (What else nobody can plan, a scheduler notes as its planning_error.)
create or replace function provost_private.check_time_zone() returns trigger
language plpgsql stable set search_path = ''
as $$
begin
  perform provost_private.clock_now() at time zone new.timezone;
  return new;
exception
  when invalid_parameter_value then
    perform provost_private.fail_with('VOARG',
      format('Expected a time zone such as Europe/Berlin, got %L.', new.timezone), null,
      'See which there are: select name from pg_timezone_names.');
end
$$;
