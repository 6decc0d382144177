-- Whether a value of a run may not be lost: all that a run which was ever held has returned. Of a
-- run that was only ever set by hand, a plain value is a note; an object stands for a result,
-- unless its type says that the result was not kept.
create or replace function provost_private.counts_as_result(p_value jsonb, p_epoch integer)
returns boolean
language sql immutable parallel safe
return p_value is not null and (p_epoch > 0
  or (jsonb_typeof(p_value) = 'object' and p_value ->> 'type' is distinct from 'unpersisted'));
