-- Says how many runs of a fairness key start for each one of a key of which nothing is said, in
-- every queue, from now on. 1, or null, is what a key has without a word. Answers the weight.
create or replace function provost.set_fairness_weight(
  fairness_key text, weight double precision default null
) returns double precision
language plpgsql volatile security definer set search_path = ''
as $$
#variable_conflict use_column
declare
  v_weight double precision := coalesce(set_fairness_weight.weight, 1);
begin
  if v_weight not between 0.001 and 1000 or coalesce(length(set_fairness_weight.fairness_key), 0)
    not between 1 and 200
  then
    perform provost_private.fail_with('VOARG',
      format('Expected a fairness key and a weight from 0.001 to 1000, got %L and %s.',
        set_fairness_weight.fairness_key, v_weight),
      null, 'A key of weight 3 has three runs started for each one of a key of weight 1.');
  end if;
  delete from provost.fairness_weights w
  where w.fairness_key = set_fairness_weight.fairness_key and v_weight = 1;
  insert into provost.fairness_weights as w (fairness_key, weight)
  select set_fairness_weight.fairness_key, v_weight where v_weight <> 1
  on conflict (fairness_key) do update
    set weight = excluded.weight, updated = provost_private.clock_now();
  return v_weight;
end
$$;
