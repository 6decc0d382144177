-- Nothing can be counted from an anchor that is no time of the calendar.
update provost.deployment_schedules s set anchor_date = null
where s.anchor_date not between '0001-01-01 00:00+00' and '9999-12-31 00:00+00';
alter table provost.deployment_schedules
  add constraint schedule_anchor_is_in_the_years_1_to_9999
    check (anchor_date between '0001-01-01 00:00+00' and '9999-12-31 00:00+00');
