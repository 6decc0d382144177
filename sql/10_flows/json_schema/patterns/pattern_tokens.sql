-- An ECMAScript regular expression as the list of its tokens: whole bracket classes, escapes,
-- openings of groups, quantifiers (with a lazy "?"), and single characters.
create or replace function provost_private.pattern_tokens(p_pattern text) returns text[]
language sql immutable parallel safe
return array(
  select t.parts[1]
  from regexp_matches(p_pattern,
    '\[\^?(?:[^\]\\]|\\.)*\]'
    '|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}'
    '|\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\c[A-Za-z]'
    '|\\[pP]\{[^\}]*\}|\\k<[^>]*>|\\[1-9][0-9]*|\\.'
    '|\(\?<?[=!]|\(\?:|\(\?<[^=!>]+>|\(\?[a-z-]*:?|\('
    '|[*+?]\??|\{[0-9]+(?:,[0-9]*)?\}\??|.', 'g') with ordinality t (parts, place)
  order by t.place);
