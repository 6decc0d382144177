-- "No property of the object at `p_at` is so": the condition is about `@.key` and `@.value`.
create or replace function provost_private.no_member_predicate(p_at text, p_condition text)
returns text
language sql immutable parallel safe
return '!exists(' || p_at || '.keyvalue() ? (' || p_condition || '))';
