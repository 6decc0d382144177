comment on table provost.flows is E'A flow: a function that is known under its name.';
comment on column provost.flows.id is 'Unique; ordered by time of creation.';
comment on column provost.flows.name is
  E'@behavior +filterBy +orderBy\nUnique among those of its kind.';
comment on column provost.flows.kind is
  '`flow`, or `task`: it stands for a task that runs outside of flows.';
comment on constraint flow_name_is_unique_in_its_kind on provost.flows is
  E'@behavior -query:resource:single';
comment on column provost.flows.description is 'What the flow is for, in its author''s words.';
comment on column provost.flows.version is 'The version that its author gave it.';
comment on column provost.flows.tags is 'Free words to find it by.';
comment on column provost.flows.created is 'When it was first deployed or run.';
comment on column provost.flows.updated is 'When its definition last changed.';

comment on function provost.delete_flow is
  'Deletes a flow with its deployments. Refused while runs of it are under way; history stays.';
comment on function provost.flow_by_name is 'The flow of this name.';
