-- The states that a flow run has been in, oldest first, from the one after `p_after_seq` on.
-- For people to read: the CLI calls it. Takes no locks.
create or replace function provost_private.list_flow_run_states(
  p_flow_run_id uuid, p_after_seq integer default 0
) returns table (
  seq integer, type provost.state_type, name text, "timestamp" timestamptz, message text
)
language sql stable security definer
begin atomic
  select s.seq, s.type, s.name, s.timestamp, s.message from provost.flow_run_states s
  where s.flow_run_id = p_flow_run_id and s.seq > p_after_seq order by s.seq;
end;
