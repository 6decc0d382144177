-- An atom of a regular expression with the quantifier {n}, {n,} or {n,m}, for any n and m:
-- PostgreSQL's own quantifiers end at 255. What follows the n required copies is nested, so
-- that matching never has more than two open ends at a time.
create or replace function provost_private.repeat_atom(p_atom text, p_quantifier text)
returns text
language plpgsql immutable set search_path = ''
as $$
declare
  v_bounds text[] := string_to_array(trim(both '{}' from p_quantifier), ',');
  v_least numeric := v_bounds[1]::numeric;
  v_more numeric;
  v_out text;
begin
  if v_least > 65535 then
    return p_atom || p_quantifier;
  end if;
  v_out := case when v_least > 255
      then format('(?:%s{255}){%s}', p_atom, div(v_least, 255)) else '' end
    || format('%s{%s}', p_atom, case when v_least > 255 then v_least % 255 else v_least end);
  if cardinality(v_bounds) = 1 then
    return format('(?:%s)', v_out);
  elsif v_bounds[2] = '' then
    return format('(?:%s%s*)', v_out, p_atom);
  end if;

  v_more := v_bounds[2]::numeric - v_least;
  if v_more < 0 or v_more > 65535 then
    return p_atom || p_quantifier;
  end if;
  return format('(?:%s%s%s{0,%s}%s)', v_out,
    repeat(format('(?:%s{0,254}|%s{255}', p_atom, p_atom), div(v_more, 255)::integer),
    p_atom, v_more % 255, repeat(')', div(v_more, 255)::integer));
end
$$;
