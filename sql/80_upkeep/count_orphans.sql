-- Counts, for each period, runs that are gone while their history is there.
create or replace function provost_private.count_orphans(p_ids uuid[]) returns void
language sql volatile
begin atomic
  with bounds as materialized (
    select p.kind, p.from_time, provost_private.first_id_of(p.from_time) as first,
      provost_private.first_id_of(p.to_time) as end
    from provost_private.history_periods p where p.kind = 'runs'
  )
  update provost_private.history_periods h set orphans = h.orphans + c.count
  from (
    select b.kind, b.from_time, count(*) as count
    from bounds b join unnest(p_ids) as i (id) on i.id >= b.first and i.id < b.end
    group by 1, 2
  ) c
  where h.kind = c.kind and h.from_time = c.from_time;
end;
