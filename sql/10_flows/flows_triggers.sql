create or replace trigger _500_rename_deployments
  after update of name on provost.flows
  for each row when (old.name <> new.name)
  execute function provost_private.rename_deployments();
