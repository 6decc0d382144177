-- Refuses, with VOARG, batches that would keep locks for long.
create or replace function provost_private.check_batch_size(p_batch_size integer) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if p_batch_size between 1 and 5000 is not true then
    perform provost_private.fail_with('VOARG',
      format('Expected a batch size of 1 to 5000, got %s.', coalesce(p_batch_size::text, 'null')),
      null, 'Call again with `after` set to the `next` of the answer until that is null.');
  end if;
end
$$;
