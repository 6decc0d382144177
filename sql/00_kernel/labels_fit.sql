-- Whether labels are as a specification wants them: every label that it names has one of the values
-- given for it (a text or a list). In a value, `*` stands for any text, and `!` at its beginning
-- for "anything else". A label that is missing fits nothing.
create or replace function provost_private.labels_fit(p_specification jsonb, p_labels jsonb)
returns boolean
language sql immutable parallel safe
return not exists (
  select from jsonb_each(coalesce(p_specification, '{}')) s
  where not exists (
    select from jsonb_array_elements_text(case jsonb_typeof(s.value) when 'array' then s.value
      else jsonb_build_array(s.value) end) as v (wanted)
    where (p_labels ->> s.key like replace(replace(replace(replace(
        ltrim(left(v.wanted, 1), '!') || substr(v.wanted, 2),
        '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'))
      <> starts_with(v.wanted, '!')));
