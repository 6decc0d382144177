-- Counts, for each period, runs that are gone while their history is there.
create or replace function provost_private.count_orphans(p_ids uuid[]) returns void
language sql volatile
begin atomic
  update provost_private.history_periods h set orphans = h.orphans + c.count
  from (
    select p.kind, p.from_time, count(*) as count
    from unnest(p_ids) as i (id)
    join provost_private.history_periods p
      on i.id >= provost_private.first_id_of(p.from_time)
      and i.id < provost_private.first_id_of(p.to_time)
    where p.kind = 'runs' group by 1, 2
  ) c
  where h.kind = c.kind and h.from_time = c.from_time;
end;
