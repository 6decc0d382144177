-- Refuses a JSON Schema: names the keyword and where it stands, and says which are supported.
create or replace function provost_private.refuse_schema(
  p_pointer text, p_keyword text, p_problem text, p_value jsonb
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform provost_private.fail_with('VOSCH',
    format('JSON Schema keyword %s at "%s" %s.', to_jsonb(p_keyword), p_pointer, p_problem),
    format('Got %s.', provost_private.shorten_json(p_value, 200)),
    case when p_problem = 'is not supported' then
      'Remove it, or begin its name with "x-" if it is only an annotation. Supported: ' || (
        select string_agg(k.keyword, ', ') from provost_private.schema_keywords() k
        where k.shape <> 'annotation') || '.'
    else
      'Correct the parameter schema of the flow or deployment and deploy again.'
    end);
end
$$;
