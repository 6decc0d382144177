-- What people do to end a wait of a run, as they type it; without a wait, to resume the run.
create or replace function provost_private.hint_of_wait(
  p_run provost.flow_runs, p_wait provost.flow_run_waits
) returns text
language sql stable
return case p_wait.kind
  when 'sleep' then 'It goes on by itself.'
  when 'flow_run' then 'It goes on when that run has ended.'
  when 'event' then format('provost event emit %s --resource-id …',
    provost_private.shell_word(p_wait.event))
  when 'input' then format('provost flow-run send-input %s ''…''%s',
    provost_private.shell_word(p_run.name),
    ' --key-prefix ' || provost_private.shell_word(nullif(p_wait.input_prefix, '')))
  else format('provost flow-run resume %s%s', provost_private.shell_word(p_run.name), (
    select format(' --input ''{%s}''', string_agg(format('"%s": …', k.name), ', '))
    from jsonb_object_keys(p_wait.input_schema -> 'properties') as k (name)
    having count(*) > 0))
end;
