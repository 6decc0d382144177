-- Before a work pool is written: a template that is wrong is refused, whoever writes it, and one
-- that is left out is the usual one of the pool's type.
create or replace function provost_private.prepare_work_pool() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' then
    if new.type <> old.type
      and new.base_job_template = provost_private.usual_job_template(old.type)
    then
      new.base_job_template := '{}';
    end if;
  end if;
  new.base_job_template :=
    provost_private.job_template_of_pool(new.base_job_template, new.type);
  perform provost_private.check_base_job_template(new.base_job_template, new.type);
  return new;
end
$$;
