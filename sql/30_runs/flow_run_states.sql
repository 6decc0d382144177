-- All states of flow runs. Two have no rows of their own: the one in which a run was created, and
-- the Pending of a claim, which comes with its Running.
create or replace view provost.flow_run_states (
  flow_run_id, seq, type, name, timestamp, message, details
) as
select r.id, 1,
  case when r.deployment is null then 'PENDING' else 'SCHEDULED' end::provost.state_type,
  case when r.deployment is null then 'Pending' else 'Scheduled' end,
  r.created, null::text, null::jsonb
from provost.flow_runs r
union all
select s.flow_run_id, s.seq - 1, 'PENDING', 'Pending', s.timestamp - interval '1 microsecond',
  null, null
from provost_private.flow_run_states s where s.follows_pending
union all
select s.flow_run_id, s.seq, s.type, s.name, s.timestamp, s.message, s.details
from provost_private.flow_run_states s;
