-- A count with its noun: "1 item", "2 items".
create or replace function provost_private.count_words(p_count jsonb, p_one text, p_many text)
returns text
language sql immutable parallel safe
return p_count::text || ' ' || case when p_count = '1' then p_one else p_many end;
