-- The one way to say no: raises `p_code` (see error_codes) with what is wrong, the facts,
-- and what to do about it. It never returns.
create or replace function provost_private.fail_with(
  p_code text, p_message text, p_detail text default null, p_hint text default null
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  -- An empty detail would be shown as one.
  if p_detail is null then
    raise exception using errcode = p_code, message = p_message, hint = coalesce(p_hint, '');
  end if;
  raise exception using
    errcode = p_code, message = p_message, detail = p_detail, hint = coalesce(p_hint, '');
end
$$;
