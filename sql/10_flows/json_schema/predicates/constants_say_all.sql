-- Whether the constants of a schema are all of its types and no other keyword narrows them, so
-- that being equal to one of them is all that a value must be.
create or replace function provost_private.constants_say_all(p_schema jsonb, p_constants jsonb)
returns boolean
language sql immutable parallel safe
return not p_schema ?| '{minLength,maxLength,pattern,format,minimum,maximum,exclusiveMinimum}'
  and not p_schema ?| '{exclusiveMaximum,multipleOf}'
  and (not p_schema ? 'type' or not exists (
    select from jsonb_array_elements(p_constants) c
    where not provost_private.is_of_type(p_schema -> 'type', c.value)));
