-- Runs of a deployment are given its labels beside their own.
update provost.deployments d set labels = '{}' where jsonb_typeof(d.labels) <> 'object';
alter table provost.deployments
  add constraint deployment_labels_are_an_object check (jsonb_typeof(labels) = 'object');
-- Names that were changed by hand had left the full ones behind.
update provost.deployments d set full_name = f.name || '/' || d.name
from provost.flows f
where f.id = d.flow_id and d.kind = 'flow' and d.full_name <> f.name || '/' || d.name;
