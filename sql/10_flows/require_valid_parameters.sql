create or replace function provost_private.require_valid_parameters(p_check jsonpath, p_schema jsonb, p_value jsonb, p_deployment text) returns void language sql immutable begin atomic select; end;
