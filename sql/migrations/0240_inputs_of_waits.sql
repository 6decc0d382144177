-- Tells waits apart that come in another order when their run goes on; null where a name does.
alter table provost.flow_run_waits add column input_hash text;
