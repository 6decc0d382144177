-- Roles are shared by all databases of a server, so they may exist already.
--   provost_engine    owns the functions that write states; nobody logs in as it
--   provost_viewer    reads what may be seen
--   provost_enqueuer  inserts flow runs (a few columns) and reads them back
--   provost_operator  viewer + enqueuer + the public functions (GraphQL runs as this one)
--   provost_worker    executes the engine's functions, touches no table
do $$
declare
  v_role text;
begin
  foreach v_role in array array[
    'provost_engine', 'provost_viewer', 'provost_enqueuer', 'provost_operator', 'provost_worker'
  ] loop
    begin
      if not exists (select from pg_catalog.pg_roles where rolname = v_role) then
        execute format('create role %I nologin', v_role);
      end if;
    exception when duplicate_object or unique_violation then
      null; -- another database of this server creates it at the same moment
    end;
  end loop;
end
$$;

-- Handing functions over to provost_engine takes membership in it, and so does the GraphQL
-- server's acting as provost_operator. (From PostgreSQL 16 on, who creates a role may grant it
-- but is no full member yet.)
do $$
declare
  v_role text;
begin
  if not (select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user) then
    foreach v_role in array array['provost_engine', 'provost_operator'] loop
      execute format('grant %I to %I', v_role, current_user);
    end loop;
  end if;
end
$$;

grant usage on schema provost, provost_private to provost_engine;
grant create on schema provost, provost_private to provost_engine;
