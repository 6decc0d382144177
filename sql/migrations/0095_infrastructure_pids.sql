-- Where the run executes, in the words of whoever started that: a process, a container, a job.
alter table provost.flow_runs add column infrastructure_pid text;
