create or replace function provost_private.check_parameter_schema(p_schema jsonb) returns void language sql immutable begin atomic select; end;
