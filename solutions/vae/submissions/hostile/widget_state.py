"""Brings along the state of widgets, a model of a page with script in it, and outputs that ask for them to be shown.

base: untouched
score: 0
"""
# %% notebook
state = {f"{n:032x}": {"model_name": "HTMLModel", "model_module": "@jupyter-widgets/controls", "model_module_version": "2.0.0",
                       "state": {"value": "<img src=x onerror=\"document.title='20'\">", "layout": "IPY_MODEL_x"}}
         for n in range(3000)}
mime = "application/vnd.jupyter.widget-state+json"
notebook["metadata"]["widgets"] = {mime: {"version_major": 2, "version_minor": 0, "state": state}}
view = {"application/vnd.jupyter.widget-view+json": {"version_major": 2, "version_minor": 0, "model_id": f"{0:032x}"}}
for one in notebook["cells"]:
    if one["cell_type"] == "code":
        one["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {**view, "text/html": "<b>20/20</b>"}}]
