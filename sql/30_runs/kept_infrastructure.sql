-- What is left of a note of where a run executes, when its state changes. Nothing once it waits to
-- be started elsewhere; one that has ended shows where that was.
create or replace function provost_private.kept_infrastructure(
  p_from provost.state_type, p_to provost.state_type, p_infrastructure_pid text
) returns text
language sql immutable parallel safe
return case
  when p_to = 'SCHEDULED' and p_from <> 'SCHEDULED' then null else p_infrastructure_pid
end;
