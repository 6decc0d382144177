-- The id of the last log line on the page that follows the line `after_id` (null: the first page)
-- of a run's log, at most `max_rows` long; null when no line follows. The GraphQL server finds
-- with it what to send to those who follow a log live. One range of the primary key, no locks.
create or replace function provost.log_page_end(flow_run_id uuid, after_id uuid, max_rows integer)
returns uuid
language sql stable
begin atomic
  select page.id from (
    select l.id from provost.logs l
    where l.flow_run_id = log_page_end.flow_run_id
      and l.id > coalesce(log_page_end.after_id, '00000000-0000-0000-0000-000000000000')
    order by l.id limit greatest(log_page_end.max_rows, 0)
  ) page
  order by page.id desc limit 1;
end;
