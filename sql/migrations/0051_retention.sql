-- Tables of a period in which only the history of runs that stay is left; see thin_history.
alter table provost_private.history_periods
  add column thinned text[] not null default '{}';
