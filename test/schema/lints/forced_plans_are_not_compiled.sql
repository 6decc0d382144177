-- switches off compilation wherever it switches off sequential scans
-- offence: create function provost_private.f() returns void language sql set search_path = ''
--   set enable_seqscan = off begin atomic select; end;
select signature as name, 'jit is not off' as detail
from own_functions
where 'enable_seqscan=off' = any (settings)
  -- Before PostgreSQL 18, a scan in spite of that counts as so costly that the plan is compiled,
  -- which takes 50 ms at each call.
  and 'jit=off' <> all (settings);
