-- Whether the job variables of a deployment do not suffice for its pool by themselves: then those
-- of each run are looked at when it is inserted. Templates that say nothing stand for the usual one
-- of their pool's type.
alter table provost.deployments add column needs_job_variables boolean not null default false;
update provost.work_pools set base_job_template = '{}' where base_job_template =
  '{"job_configuration": {}, "variables": {"type": "object", "properties": {}}}';
