-- The JSON pointer that a `$ref` names: what follows "#", with its percent-escapes undone.
create or replace function provost_private.reference_pointer(p_reference text) returns text
language sql immutable parallel safe
return case
  when p_reference !~ '%[0-9A-Fa-f]{2}' then substr(p_reference, 2)
  else (
    select convert_from(decode(string_agg(
      case when t.parts[1] ~ '^%..$' then substr(t.parts[1], 2)
        else encode(convert_to(t.parts[1], 'UTF8'), 'hex') end, '' order by t.ordinality),
      'hex'), 'UTF8')
    from regexp_matches(substr(p_reference, 2), '%[0-9A-Fa-f]{2}|.', 'g')
      with ordinality t (parts, ordinality))
end;
