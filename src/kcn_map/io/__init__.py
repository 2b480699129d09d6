"""Files: atomic writes, vector files through GDAL, git revisions."""
