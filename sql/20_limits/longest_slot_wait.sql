-- The most seconds that a refused caller is told to wait before it asks again, per slot that is
-- taken by others: tasks come back sooner than anybody else.
create or replace function provost_private.longest_slot_wait(p_limit text)
returns double precision
language sql immutable parallel safe
return case when starts_with(p_limit, 'tag:') then 10 else 30 end;
