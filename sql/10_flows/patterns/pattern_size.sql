-- What a regular expression weighs for the server, which writes all repetitions out: its single
-- characters, classes and assertions, each as often as it is repeated. A repeated group weighs
-- five times as much, since its inside multiplies the ways to match.
create or replace function provost_private.pattern_size(p_tokens text[]) returns numeric
language plpgsql immutable set search_path = ''
as $$
declare
  v_totals numeric[] := '{0}';  -- of the whole, and of each group that is open
  v_atom numeric := 0;          -- of what a quantifier would repeat
  v_depth integer := 1;
  v_token text;
  v_times numeric;
begin
  foreach v_token in array p_tokens loop
    if v_token ~ '^\((?:\?|$)' then
      v_depth := v_depth + 1;
      v_totals[v_depth] := 0;
    elsif v_token = ')' and v_depth > 1 then
      v_atom := v_totals[v_depth] * 5;
      v_depth := v_depth - 1;
      v_totals[v_depth] := v_totals[v_depth] + v_totals[v_depth + 1] + 1;
    elsif v_token ~ '^\{[0-9]' then
      v_times := (
        select max(n.bound::numeric) from regexp_split_to_table(v_token, '[^0-9]+') n (bound)
        where n.bound <> '');
      v_totals[v_depth] := v_totals[v_depth] + v_atom * v_times;
    elsif v_token !~ '^[*+?]' then
      v_atom := 1;
      v_totals[v_depth] := v_totals[v_depth] + 1;
    end if;
  end loop;
  return v_totals[1];
end
$$;
