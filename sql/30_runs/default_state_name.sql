-- The name of a state that was proposed without one: its type in title case.
create or replace function provost_private.default_state_name(p_type provost.state_type)
returns text
language sql immutable parallel safe
return initcap(p_type::text);
