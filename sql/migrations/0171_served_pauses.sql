-- The deployments that processes which served them paused on their way out: who serves them again
-- lets them go on, which is nobody's business where an operator has paused them.
create table provost_private.served_pauses (
  deployment_id uuid primary key
    constraint served_pause_belongs_to_a_deployment
    references provost.deployments on delete cascade,
  paused_at timestamptz not null default provost_private.clock_now()
);
