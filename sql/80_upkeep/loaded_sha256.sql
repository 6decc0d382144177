-- What is loaded, by the hash of the files: each process asks at its start whether it is what it
-- brings along. The table is the owner's.
create or replace function provost_private.loaded_sha256() returns text
language sql stable security definer
begin atomic
  select l.sha256 from provost_private.loaded_sources l;
end;
