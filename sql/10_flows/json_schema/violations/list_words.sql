-- The items of a JSON array in a row, the first `p_limit` of them.
create or replace function provost_private.list_words(p_items jsonb, p_limit integer) returns text
language plpgsql immutable set search_path = ''
as $$
begin
  return (
    select string_agg(
      case when i.place <= p_limit then provost_private.shorten_json(i.value, 80) else '…' end,
      ', ' order by i.place)
    from jsonb_array_elements(p_items) with ordinality i (value, place)
    where i.place <= p_limit + 1);
end
$$;
