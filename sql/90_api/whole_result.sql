-- A result as it was returned, also when it is kept apart in the database (result_meta.storage):
-- null when it is elsewhere, or compressed. What JSON cannot say of its values is left out, as it
-- is in the column `result`. Takes no locks.
create or replace function provost_private.whole_result(p_result jsonb, p_result_meta jsonb)
returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_bytes bytea;
  v_whole jsonb;
begin
  if p_result_meta ->> 'storage' is null then
    return p_result;
  elsif p_result_meta ->> 'storage' <> 'database' or p_result_meta ->> 'serializer' <> 'json' then
    return null;
  end if;
  select string_agg(s.bytes, ''::bytea order by s.part) into v_bytes
  from provost_private.stored_results s where s.key = p_result_meta ->> 'key';
  v_whole := convert_from(v_bytes, 'UTF8')::jsonb;
  return case when p_result_meta ->> 'content_type' = 'application/json'
    then v_whole else v_whole -> 'json' end;
exception
  when untranslatable_character then
    return null; -- jsonb has no NUL characters and no half surrogate pairs
end
$$;
