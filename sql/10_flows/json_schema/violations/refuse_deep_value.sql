-- Refuses parameters that are nested too deeply to be judged.
create or replace function provost_private.refuse_deep_value(p_detail text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform provost_private.fail_with(
    'VOPAR', 'The parameters are nested too deeply to be validated.', p_detail,
    'Pass flatter parameters, or store the data elsewhere and pass a reference to it.');
end
$$;
