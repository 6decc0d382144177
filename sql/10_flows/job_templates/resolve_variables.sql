-- A template with kept variables (`p_variables`: by name) in the place of
-- `{{ prefect.variables.x }}` or `{{ provost.variables.x }}`. One that does not exist is an empty
-- text. All else stays.
create or replace function provost_private.resolve_variables(p_template jsonb, p_variables jsonb)
returns jsonb
language sql immutable
begin atomic
  select provost_private.fill_placeholders(
    p_template, v.missing || p_variables, p_kind => 'variable')
  from (
    select coalesce(jsonb_object_agg(regexp_replace(n, '^\w+\.variables\.', ''), ''), '{}')
      as missing
    from unnest(provost_private.placeholder_names(p_template)) n
    where provost_private.placeholder_kind(n) = 'variable'
  ) v;
end;
