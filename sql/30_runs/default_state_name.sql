-- The name of a state that was proposed without one: its type in title case. Stable, as the
-- cast of an enum to text is; a function that claimed more would not be inlined. By the letters of
-- English, whatever the database speaks.
create or replace function provost_private.default_state_name(p_type provost.state_type)
returns text
language sql stable parallel safe
return initcap(p_type::text collate "C");
