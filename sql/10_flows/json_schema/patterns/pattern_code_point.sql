-- The code point that a token of a regular expression stands for, outside or inside brackets;
-- null when it stands for a set, an assertion or a back reference.
create or replace function provost_private.pattern_code_point(p_token text, p_in_class boolean)
returns integer
language sql immutable parallel safe
return case
  when left(p_token, 1) <> '\' then ascii(p_token)
  when p_token ~ '^\\u[0-9a-fA-F]{4}\\u' then
    ((('x0000' || substr(p_token, 3, 4))::bit(32)::integer - 55296) << 10)
    + (('x0000' || substr(p_token, 9, 4))::bit(32)::integer - 56320) + 65536
  when p_token ~ '^\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]{1,6}\})$' then
    ('x' || lpad(trim(both '{}' from substr(p_token, 3)), 8, '0'))::bit(32)::integer
  when p_token ~ '^\\c[A-Za-z]$' then ascii(upper(substr(p_token, 3))) - 64
  when p_token = '\b' then case when p_in_class then 8 end
  when p_token ~ '^\\(?:[1-9]|[pP]\{|k<)' or p_token in ('\d', '\D', '\w', '\W', '\s', '\S', '\B')
    then null
  when p_token = '\t' then 9
  when p_token = '\n' then 10
  when p_token = '\v' then 11
  when p_token = '\f' then 12
  when p_token = '\r' then 13
  when p_token = '\0' then 0
  else ascii(substr(p_token, 2))
end;
