-- The fence: whoever names an epoch holds the run in that very epoch, or is refused.
create or replace function provost_private.is_stale_holder(
  p_from provost.state_type, p_epoch integer, p_current_epoch integer
)
returns boolean
language sql immutable parallel safe
return
  p_epoch <> p_current_epoch or (p_epoch is not null and not provost_private.is_held(p_from));
