-- The one violation behind those of all alternatives: a property (the discriminator) that each
-- of them wants to have another constant. Null when there is none.
create or replace function provost_private.discriminator_error(p_misfits jsonb, p_keyword text)
returns jsonb
language plpgsql immutable set search_path = ''
as $$
begin
  return (
    select provost_private.value_error(
      e.value ->> 'pointer', p_keyword,
      'one of ' || string_agg(e.value ->> 'expected', ', ' order by m.ordinality),
      min((e.value -> 'got')::text)::jsonb)
    from jsonb_array_elements(p_misfits) with ordinality m
    cross join lateral jsonb_array_elements(m.value) e
    where e.value ->> 'keyword' in ('const', 'required')
    group by e.value ->> 'pointer'
    having count(*) = jsonb_array_length(p_misfits)
      and count(distinct e.value ->> 'expected') = count(*)
    limit 1);
end
$$;
