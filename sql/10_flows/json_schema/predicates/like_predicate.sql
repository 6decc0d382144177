-- "The string at `p_at` matches this translated pattern": null for one with Unicode properties,
-- which need a collation that jsonpath can't name.
create or replace function provost_private.like_predicate(p_at text, p_translated text)
returns text
language sql stable parallel safe
return case when strpos(p_translated, '[:') = 0
  then p_at || ' like_regex ' || to_jsonb(p_translated)::text || ' flag "s"' end;
