-- How far the epoch moves with a change: one step whenever the holder changes (claimed, taken
-- from its holder, handed back, or reopened after its end). A holder that ends its own run
-- keeps the epoch, so that it may repeat the call when it did not hear the answer.
create or replace function provost_private.epoch_step(
  p_from provost.state_type, p_to provost.state_type, p_is_claim boolean, p_by_holder boolean
) returns integer
language sql immutable parallel safe
return case
  when p_is_claim then 1
  when provost_private.is_terminal(p_from) and not provost_private.is_terminal(p_to) then 1
  when not provost_private.is_held(p_from) or provost_private.is_held(p_to) then 0
  when p_by_holder and provost_private.is_terminal(p_to) then 0
  else 1
end;
