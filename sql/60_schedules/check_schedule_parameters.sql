-- Before an active schedule is stored, whoever writes it: its runs can start.
create or replace function provost_private.check_schedule_parameters() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform provost_private.require_fitting_schedule(new);
  return new;
end
$$;
