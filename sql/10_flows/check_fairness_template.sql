-- Refuses what a deployment says about fairness keys when it has a place for anything but
-- a parameter.
create or replace function provost_private.check_fairness_template(p_template text) returns void
language plpgsql volatile set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_wrong text := (
    select m[1] from regexp_matches(p_template, '\{[^{}]*\}|[{}]', 'g') m
    where m[1] !~ '^\{parameters(\.[^{}.]+)+\}$' limit 1);
begin
  if v_wrong is not null then
    perform provost_private.fail_with('VOARG',
      format('Expected the fairness key of a deployment to be made of text and parameters, got %L.',
        v_wrong), format('It is %L.', p_template),
      'Write a parameter as {parameters.tenant}.');
  end if;
end
$$;
