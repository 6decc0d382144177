-- The characters of a Unicode property, as the inside of a PostgreSQL bracket expression; null
-- for a property that is not supported. Named classes are PostgreSQL's; they mean the property
-- under the collation that matches_pattern gives them.
create or replace function provost_private.unicode_property_set(p_property text) returns text
language plpgsql immutable set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_property text := regexp_replace(p_property, '^(?:gc|General_Category)=', '');
begin
  return case
    when v_property in ('L', 'Letter') then '[:alpha:]'
    when v_property in ('Lu', 'Uppercase_Letter') then '[:upper:]'
    when v_property in ('Ll', 'Lowercase_Letter') then '[:lower:]'
    when v_property in ('Nd', 'Decimal_Number') then '[:digit:]'
    when v_property in ('N', 'Number') then
      '[:digit:]' || provost_private.expand_ranges(provost_private.unicode_ranges('No'))
    when v_property in ('P', 'Punctuation') then '[:punct:]'
    when v_property in ('M', 'Mark') then
      provost_private.expand_ranges(provost_private.unicode_ranges('M'))
    when v_property in ('Z', 'Separator') then
      provost_private.expand_ranges(provost_private.unicode_ranges('Z'))
    when v_property = 'ASCII' then '\u0001-\u007f'
    when v_property = 'Any' then '\u0001-\U0010ffff'
    when v_property in ('Extended_Pictographic', 'ExtPict') then
      provost_private.expand_ranges(provost_private.pictograph_ranges())
    when v_property in ('Emoji_Component', 'EComp') then
      provost_private.expand_ranges(
        '23 2a 30-39 200d 20e3 fe0f 1f1e6-1f1ff 1f3fb-1f3ff 1f9b0-1f9b3 e0020-e007f')
    when v_property in ('Regional_Indicator', 'RI') then '\U0001f1e6-\U0001f1ff'
  end;
end
$$;
