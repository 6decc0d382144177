comment on table provost.events is
  E'@behavior -query:resource:connection -query:resource:single -totalCount -manyToMany\n'
  'Something that has happened. Emit one with `emitEvent`.';
comment on column provost.events.id is 'Unique.';
comment on column provost.events.occurred is 'When it happened.';
comment on column provost.events.received is 'When it was stored.';
comment on column provost.events.event is 'What happened, such as order.paid.';
comment on column provost.events.resource is
  'What it happened to: labels, of which provost.resource.id is one.';
comment on column provost.events.related is 'What else it is about: a list of such labels.';
comment on column provost.events.payload is 'What else there is to say.';
comment on column provost.events.follows is 'The id of the event that led to this one.';

comment on function provost.emit_event is
  'Tells that something has happened to a `resource` ({"provost.resource.id": "order/42", …}, or the '
  'id alone), to all who wait for it. Answers the id of the event.';
