-- The PostgreSQL regular expression that a string of a `format` must match; null for formats
-- that are annotations only. It refuses what is certainly wrong. Where a `pattern` stands next
-- to a format, that pattern is the format's exact form and this one is not asked.
create or replace function provost_private.format_pattern(p_format text) returns text
language sql immutable parallel safe
return case p_format
  when 'date-time' then '^' || provost_private.date_pattern() || '[Tt]'
    '(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:[.][0-9]+)?'
    '(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$'
  when 'date' then '^' || provost_private.date_pattern() || '$'
  when 'time' then '^(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:[.][0-9]+)?'
    '(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?$'
  when 'duration' then '^P(?:[0-9]+W|(?=[0-9]|T[0-9])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?'
    '(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:[.,][0-9]+)?S)?)?)$'
  when 'email' then '^(?:"[^"]+"|[^@."\u0001-\u0020]+(?:[.][^@."\u0001-\u0020]+)*)@'
    '(?:[A-Za-z0-9\u0080-\U0010ffff-]+(?:[.][A-Za-z0-9\u0080-\U0010ffff-]+)*|\[[^]]+\])$'
  when 'hostname' then '^(?=.{1,253}[.]?$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
    '(?:[.][A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*[.]?$'
  when 'ipv4' then replace('^(?:B[.]){3}B$', 'B', provost_private.byte_pattern())
  when 'ipv6' then replace(replace(
    '^(?:(?:H:){7}H|(?:H:){6}B(?:[.]B){3}'
    '|(?=.*::)(?!.*::.*::)(?!.*:::)(?!:[^:])(?!.*[^:]:$)'
    ':*(?:(?:H:+){0,6}(?:H:*)?|(?:H:+){0,5}B(?:[.]B){3}))$',
    'H', '[0-9A-Fa-f]{1,4}'), 'B', provost_private.byte_pattern())
  when 'uri' then replace(
    '^[\u0001-\u0020\u00a0\ufeff]*(?:W:[/\\\u0009-\u000d]*[^/\\?#\u0001-\u0020]'
    '|(?!W:)[A-Za-z][A-Za-z0-9+.-]*:)',
    'W', '(?:[hH][tT][tT][pP][sS]?|[wW][sS][sS]?|[fF][tT][pP])')
  when 'uuid' then '^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$'
  when 'jwt' then '^[^.]+[.][^.]*[.][^.]*$'
end;
