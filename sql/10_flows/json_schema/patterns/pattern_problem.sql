-- Why a regular expression can't be enforced here, as the end of a sentence; null when it can.
create or replace function provost_private.pattern_problem(p_pattern text) returns text
language plpgsql stable set search_path = ''
as $$
declare
  v_translated text := provost_private.translate_pattern(p_pattern);
begin
  if v_translated is null then
    return format('uses %s, which is not supported in regular expressions here', (
      select t.token
      from unnest(provost_private.pattern_tokens(p_pattern)) with ordinality t (token, place)
      where provost_private.translate_pattern_token(t.token) is null
      order by t.place limit 1));
  elsif provost_private.pattern_size(provost_private.pattern_tokens(p_pattern)) > 10000 then
    return 'repeats its parts too often to be matched here';
  end if;
  perform provost_private.matches_pattern('', v_translated);
  return null;
exception
  when invalid_regular_expression then
    return format('is no valid regular expression (%s)', sqlerrm);
  when undefined_object then
    return 'uses Unicode properties, which this server was built without';
end
$$;
