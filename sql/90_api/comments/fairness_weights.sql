comment on table provost.fairness_weights is
  'Fairness keys of which more, or fewer, runs are started than of others.';
comment on column provost.fairness_weights.fairness_key is 'The key, in every queue.';
comment on column provost.fairness_weights.weight is
  'How many runs of it start for each one of a key that is not listed.';
comment on column provost.fairness_weights.updated is 'When it was set.';

comment on function provost.set_fairness_weight is
  'How many runs of a fairness key start for each one of a key of which nothing is said; 1 (or null) '
  'is what a key has without a word.';
