-- Whether the caller is to do work that any process may do, every so many seconds: false when
-- another has begun it since. However many processes there are, they do it about as often as one.
-- A sequence, turn_of_…, says when that was. That two begin at the same moment does no harm, nor
-- that one dies with its turn: the next one comes. A clock that was set back holds up nothing.
create or replace function provost_private.take_turn(p_work text, p_seconds double precision)
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_turn regclass := ('provost_private.turn_of_' || p_work)::regclass;
  v_now bigint := extract(epoch from provost_private.clock_now()) * 1000;
  v_last bigint := pg_catalog.pg_sequence_last_value(v_turn);
begin
  if v_last > v_now - p_seconds * 1000 and v_last < v_now then
    return false;
  end if;
  perform pg_catalog.setval(v_turn, v_now);
  return true;
end
$$;
