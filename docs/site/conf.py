"""Sphinx's settings for the course's website, which docs/site/build.py lays out and builds."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # mathml.py lies beside this file

project = "Deep generative models"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "mathml"]
html_theme = "sphinx_book_theme"
html_title = project
html_math_renderer = "mathml"  # no script has to be fetched to draw a formula
html_static_path = ["static"]
html_css_files = ["course.css"]
html_theme_options = {"use_download_button": False, "use_fullscreen_button": False}
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
myst_enable_extensions = ["dollarmath", "amsmath", "html_image", "deflist"]
myst_heading_anchors = 4
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_merge_streams = True
autodoc_typehints = "description"
autodoc_member_order = "bysource"
suppress_warnings = ["myst.header"]  # the lectures' sections begin where they like
