-- One code point as PostgreSQL's regular expressions write it, inside brackets or out: letters
-- and digits as they are, all others as an escape, which has no second meaning anywhere.
create or replace function provost_private.pattern_character(p_code_point integer) returns text
language sql immutable parallel safe
return case
  when p_code_point between 48 and 57 or p_code_point between 65 and 90
    or p_code_point between 97 and 122 then chr(p_code_point)
  when p_code_point < 65536 then '\u' || lpad(to_hex(p_code_point), 4, '0')
  else '\U' || lpad(to_hex(p_code_point), 8, '0')
end;
