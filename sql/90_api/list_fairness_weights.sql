-- The fairness keys that have a weight of their own, by name. For people to read: the CLI calls it.
create or replace function provost_private.list_fairness_weights()
returns table (fairness_key text, weight double precision, updated timestamptz)
language sql stable security definer set search_path = ''
begin atomic
  select w.fairness_key, w.weight, w.updated
  from provost.fairness_weights w
  order by w.fairness_key;
end;
