-- The JSON Schema keywords (draft 2020-12) that Provost knows, with the shape their value must
-- have. One list for the check at deploy, for its hints, and for walking into subschemas.
-- `annotation` says nothing about a value; names beginning "x-" or "ui:" are annotations too.
create or replace function provost_private.schema_keywords()
returns table (keyword text, shape text)
language sql immutable parallel safe
begin atomic
  values
    ('type', 'type'), ('const', 'anything'), ('enum', 'array'),
    ('minLength', 'count'), ('maxLength', 'count'), ('pattern', 'pattern'), ('format', 'string'),
    ('minimum', 'number'), ('maximum', 'number'), ('exclusiveMinimum', 'number'),
    ('exclusiveMaximum', 'number'), ('multipleOf', 'divisor'),
    ('properties', 'schema map'), ('patternProperties', 'schema map by pattern'),
    ('additionalProperties', 'schema'), ('propertyNames', 'schema'), ('required', 'names'),
    ('minProperties', 'count'), ('maxProperties', 'count'),
    ('dependentRequired', 'names map'), ('dependentSchemas', 'schema map'),
    ('prefixItems', 'schema list'), ('items', 'schema'), ('minItems', 'count'),
    ('maxItems', 'count'), ('uniqueItems', 'boolean'), ('contains', 'schema'),
    ('minContains', 'count'), ('maxContains', 'count'),
    ('allOf', 'schema list'), ('anyOf', 'schema list'), ('oneOf', 'schema list'),
    ('not', 'schema'), ('if', 'schema'), ('then', 'schema'), ('else', 'schema'),
    ('$ref', 'reference'), ('$defs', 'schema map'), ('definitions', 'schema map'),
    ('$schema', 'annotation'), ('$id', 'annotation'), ('$comment', 'annotation'),
    ('title', 'annotation'), ('description', 'annotation'), ('default', 'annotation'),
    ('example', 'annotation'), ('examples', 'annotation'), ('deprecated', 'annotation'),
    ('readOnly', 'annotation'), ('writeOnly', 'annotation'), ('contentEncoding', 'annotation'),
    ('contentMediaType', 'annotation'), ('contentSchema', 'annotation'), ('id', 'annotation'),
    ('position', 'annotation'), ('order', 'annotation'), ('placeholder', 'annotation'),
    ('discriminator', 'annotation');
end;
