-- What a placeholder looks like, as a regular expression that captures its name: `{{ name }}`,
-- where the name may lead into an object or a list (`people[0].name`), or begin with a $.
create or replace function provost_private.placeholder_pattern() returns text
language sql immutable parallel safe
return '\{\{\s*([\w.\[\]$-]+)\s*\}\}';
