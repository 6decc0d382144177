-- Refuses, with VOPAR, a value that does not fit a JSON Schema: the message tells the first
-- violation, the detail all of them (violations_of). `p_part` is what a member of the
-- value is called, `p_whole` the value itself, `p_owner` whose schema it is.
create or replace function provost_private.refuse_violations(
  p_schema jsonb, p_value jsonb, p_part text, p_whole text, p_owner text, p_hint text
) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_errors jsonb := provost_private.violations_of(p_schema, p_value);
begin
  perform provost_private.fail_with('VOPAR',
    format('%s of %s: %s.',
      coalesce(p_part || ' ' || to_jsonb(nullif(v_errors #>> '{0,pointer}', ''))::text, p_whole),
      p_owner, v_errors #>> '{0,message}'),
    v_errors::text, p_hint);
end
$$;
