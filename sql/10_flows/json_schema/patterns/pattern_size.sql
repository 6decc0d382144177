-- What a regular expression weighs for the server, which writes counted repetitions out: its
-- characters, classes and assertions, each as often as it is repeated. A repeated group weighs
-- more: 30 times if it may match nothing, 500 times if it holds assertions, since the work to
-- prepare these grows with a power of the count.
create or replace function provost_private.pattern_size(p_tokens text[]) returns numeric
language plpgsql immutable set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_sizes numeric[] := '{0}';              -- of the whole, and of each group that is open
  v_asserting boolean[] := '{f}';          -- whether it holds an assertion
  v_empty boolean[] := '{f}';              -- whether a branch that has ended may match nothing
  v_empty_so_far boolean[] := '{t}';       -- whether the branch may, up to the atom before last
  v_looking boolean[] := '{f}';            -- whether it is a lookahead or lookbehind
  v_depth integer := 1;
  v_weight numeric := 0;                   -- of the last atom, once it is repeated
  v_atom_empty boolean := true;            -- whether the last atom may match nothing
  v_token text;
begin
  foreach v_token in array p_tokens loop
    if v_token ~ '^(?:[*+?]|\{[0-9])' then
      v_atom_empty := v_atom_empty or v_token ~ '^(?:[*?]|\{0)';
      v_sizes[v_depth] := v_sizes[v_depth]
        + v_weight * (provost_private.highest_count(v_token) - 1);
      continue;
    end if;
    v_empty_so_far[v_depth] := v_empty_so_far[v_depth] and v_atom_empty;
    if v_token = ')' and v_depth > 1 then
      v_weight := v_sizes[v_depth] * case when v_asserting[v_depth] then 500
        when v_empty[v_depth] or v_empty_so_far[v_depth] then 30 else 5 end;
      v_atom_empty := v_looking[v_depth] or v_empty[v_depth] or v_empty_so_far[v_depth];
      v_depth := v_depth - 1;
      v_asserting[v_depth] := v_asserting[v_depth] or v_asserting[v_depth + 1];
      v_sizes[v_depth] := v_sizes[v_depth] + v_sizes[v_depth + 1];
    elsif v_token = '|' then
      v_empty[v_depth] := v_empty[v_depth] or v_empty_so_far[v_depth];
      v_empty_so_far[v_depth] := true;
      v_atom_empty := true;
    else
      v_atom_empty := v_token ~ '^(?:[$^]|\\[bB]|\(.*)$';
      v_weight := 1;
      v_sizes[v_depth] := v_sizes[v_depth] + 1;
      v_asserting[v_depth] := v_asserting[v_depth] or v_token ~ '^(?:[$^]|\\[bB]|\(\?<?[=!])$';
      if v_token like '(%' then
        v_depth := v_depth + 1;
        v_sizes[v_depth] := 1;
        v_asserting[v_depth] := false;
        v_empty[v_depth] := false;
        v_empty_so_far[v_depth] := true;
        v_looking[v_depth] := v_token ~ '^\(\?<?[=!]';
      end if;
    end if;
  end loop;
  return v_sizes[1];
end
$$;
