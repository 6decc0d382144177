-- changes a flow run's state in the parts of change_flow_run_states only
-- offence: create function provost_private.f() returns void language sql begin atomic update
--   provost.flow_runs set epoch = 1; end;
select signature as name, (regexp_match(source, w.write, 'i'))[1] as detail
from own_functions
cross join (values
  -- A name is no state: the column that this one sets is not among those that are guarded. Nor
  -- are name, tags, labels and job variables, which update_flow_run sets, nor retries that nobody
  -- has named, which set_default_retries fills in, or that make_claimable renews, nor where the run
  -- executes, which note_infrastructure does, nor the queue, which move_stranded_runs sets, nor how
  -- a run may overlap with others, which plan_backfill changes.
  ('(update\s+(?:only\s+)?provost\.flow_runs\M(?!\s+r\s+set\s+name\s+=\s+p_name\s+where\M))',
    array['start_due_runs', 'complete_held_runs', 'store_judged_flow_runs', 'update_flow_run',
      'set_default_retries', 'make_claimable', 'note_infrastructure', 'move_stranded_runs', 'plan_backfill']),
  ('(merge\s+into\s+provost\.flow_runs\M)', '{}'),
  ('(insert\s+into\s+provost\.flow_runs\M.*do\s+update)', '{}'),
  ('((?:insert\s+into|update|merge\s+into)\s+provost_private\.flow_run_states\M)',
    array['start_due_runs', 'complete_held_runs', 'store_judged_flow_runs']),
  ('((?:insert\s+into|update|delete\s+from|merge\s+into)\s+provost_private\.active_runs\M)',
    array['start_due_runs', 'complete_held_runs', 'store_judged_flow_runs',
      'let_go_of_flow_runs'])
) as w (write, writers)
where source ~* w.write and name <> all (w.writers);
