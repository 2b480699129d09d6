"""Everything that makes a map a map, once for page, picture and export."""
