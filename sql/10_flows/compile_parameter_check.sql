create or replace function provost_private.compile_parameter_check(p_schema jsonb) returns jsonpath language sql immutable return null::jsonpath;
