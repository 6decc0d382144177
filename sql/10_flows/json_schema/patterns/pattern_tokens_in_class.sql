-- The inside of a bracket class of an ECMAScript regular expression as the list of its tokens.
create or replace function provost_private.pattern_tokens_in_class(p_inside text) returns text[]
language sql immutable parallel safe
return array(
  select t.parts[1]
  from regexp_matches(p_inside,
    '\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}'
    '|\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\c[A-Za-z]|\\[pP]\{[^\}]*\}'
    '|\\.|.', 'g') with ordinality t (parts, place)
  order by t.place);
