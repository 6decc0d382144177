-- The base job template that counts for a pool: its own, or else the usual one of its type.
create or replace function provost_private.job_template_of_pool(p_template jsonb, p_type text)
returns jsonb
language sql immutable parallel safe
return case p_template when '{}' then provost_private.usual_job_template(p_type)
  else p_template end;
