-- Locks runs of queues that have equal rights, `p_limit` in all at most, and answers their ids: of
-- each queue its share, as far as its limit (null: it has none) has room. What some leave of their
-- shares is shared by those that have filled theirs, until there is nothing to take.
create or replace function provost_private.share_of_queues(
  p_work_queue_ids uuid[], p_limits integer[], p_limit integer, p_now timestamptz
) returns uuid[]
language plpgsql volatile set search_path = ''
as $$
declare
  v_taken integer[] := array_fill(0, array[cardinality(p_work_queue_ids)]);
  v_open integer[] := array_positions(v_taken, 0); -- all places
  v_ids uuid[] := '{}';
  v_not uuid[] := '{}';
  v_sharers integer;
  v_rest integer;
  v_share integer;
  v_room integer;
  v_place integer;
  v_more uuid[];
begin
  while cardinality(v_ids) < p_limit and cardinality(v_open) > 0 loop
    v_sharers := cardinality(v_open);
    v_rest := p_limit - cardinality(v_ids);
    foreach v_place in array v_open loop
      v_share := (v_rest + v_sharers - 1) / v_sharers;
      exit when v_share = 0;
      v_rest := v_rest - v_share;
      v_sharers := v_sharers - 1;
      v_room := v_share;
      if p_limits[v_place] is not null then
        v_room := least(v_share, p_limits[v_place] - v_taken[v_place]
          - provost_private.count_running(array[p_work_queue_ids[v_place]]));
      end if;
      v_more := '{}';
      if v_room > 0 then
        v_more := provost_private.next_runs_of_queue(
          p_work_queue_ids[v_place], v_room, p_now, v_not);
      end if;
      v_ids := v_ids || v_more;
      v_taken[v_place] := v_taken[v_place] + cardinality(v_more);
      if cardinality(v_more) < v_share then
        v_open := array_remove(v_open, v_place);
      end if;
    end loop;
    -- They are locked by us, and would be found again.
    v_not := v_ids;
  end loop;
  return v_ids;
end
$$;
