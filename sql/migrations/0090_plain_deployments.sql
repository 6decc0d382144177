-- Whether a deployment has more to say about its runs than their flow and their queue. Of most
-- deployments an insert then copies nothing but ids.
alter table provost.deployments add column fills_in_runs boolean not null
  generated always as (
    tags <> '{}' or labels <> '{}' or parameters <> '{}'
    or num_nonnulls(retries, retry_delay_seconds, timeout_seconds, fairness_key) > 0
  ) stored;
