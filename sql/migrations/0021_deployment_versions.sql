-- What a worker does before it loads the flow of a deployment, such as fetching its code.
alter table provost.deployments add column pull_steps jsonb
  constraint deployment_pull_steps_are_a_list check (jsonb_typeof(pull_steps) = 'array');

-- What a deployment was after each change that deploying made to it, to look at and to go back to.
create table provost.deployment_versions (
  deployment_id uuid not null
    constraint version_belongs_to_a_deployment references provost.deployments on delete cascade,
  number integer not null,
  version text,
  content jsonb not null,
  git_commit text,
  created_by text not null,
  restores integer,
  created timestamptz not null default provost_private.clock_now(),
  primary key (deployment_id, number)
);
