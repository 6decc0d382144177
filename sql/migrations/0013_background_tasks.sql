-- A task that runs outside of flows has a flow run of its own to live under, of a flow that is
-- named for the task. So there are flows, deployments and flow runs of kind `task`: the flow
-- stands for the task, and its only deployment, which has the same name, for its background runs.
alter table provost.flows
  add column kind text not null default 'flow',
  add constraint flow_kind_is_known check (kind in ('flow', 'task')),
  drop constraint flow_name_is_unique,
  add constraint flow_name_is_unique_in_its_kind unique (name, kind);

alter table provost.deployments
  add column kind text not null default 'flow',
  add constraint deployment_kind_is_known check (kind in ('flow', 'task'));

-- As the deployment says; no check, which would cost every run.
alter table provost.flow_runs add column kind text not null default 'flow';

-- The queues that a worker takes runs of; null: all of its pool, also those to come.
alter table provost.workers add column work_queues text[];
