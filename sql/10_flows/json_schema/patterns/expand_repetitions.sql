-- Joins translated tokens, writing out repetitions above the 255 that PostgreSQL allows.
-- The last piece is always the atom that a quantifier would apply to: a group becomes one
-- piece when it closes.
create or replace function provost_private.expand_repetitions(p_tokens text[]) returns text
language plpgsql immutable set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_pieces text[] := '{}';
  v_opened integer[] := '{}';
  v_token text;
  v_start integer;
  v_last integer;
begin
  foreach v_token in array p_tokens loop
    v_last := cardinality(v_pieces);
    if v_token = ')' and v_opened <> '{}' then
      v_start := v_opened[cardinality(v_opened)];
      v_opened := v_opened[:cardinality(v_opened) - 1];
      v_pieces := v_pieces[:v_start - 1]
        || (array_to_string(v_pieces[v_start:], '') || ')');
    elsif v_token ~ '^\{[0-9]' and v_last > 0 then
      v_pieces[v_last] := provost_private.repeat_atom(v_pieces[v_last], v_token);
    else
      v_pieces := v_pieces || v_token;
      if v_token like '(?%' and v_token not like '%)' then
        v_opened := v_opened || cardinality(v_pieces);
      end if;
    end if;
  end loop;
  return array_to_string(v_pieces, '');
end
$$;
