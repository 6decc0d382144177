-- By which name the sessions of a worker's process are known to PostgreSQL (application_name).
-- Only processes that give themselves a name of their own have one.
alter table provost.workers add column session_name text;
