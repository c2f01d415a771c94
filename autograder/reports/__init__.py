"""Reports of a class's grades: results JSON and its schema, JUnit, CSV, a terminal table, HTML pages."""
