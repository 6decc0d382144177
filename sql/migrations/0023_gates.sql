-- Something that holds a flow run back, as why_waiting tells it.
create type provost.gate as (
  gate text,
  reason text,
  until timestamptz,
  held_by jsonb,
  hint text
);
