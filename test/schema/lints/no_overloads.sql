-- has no two functions of one name
-- offence: create function provost.cancel_flow_run() returns text language sql return '';
select schema || '.' || name as name, string_agg(signature, ' and ' order by signature) as detail
from own_functions group by 1 having count(*) > 1;
