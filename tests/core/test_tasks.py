"""The registry of tasks and the lists of words: each fact once, readable without PyTorch."""

import subprocess
import sys

import pytest
from roofline.models import options, tasks
from roofline.models.engine import device
from roofline.models.errors import RooflineError
from roofline.models.imagery import background, masks
from roofline.models.surfaces import guides
from support.paths import ROOT

WITHOUT_TORCH = """
import sys
sys.modules["torch"] = None
sys.path.insert(0, sys.argv[1])
import conftest
from roofline.models import options, tasks
from roofline.models.modelfile import card, describe, store
# What runs without a network.
from roofline.models import evaluation
from roofline.models.buildings import footprints, layer
from roofline.models.clouds import roofs
from roofline.models.evaluation.masks import report
from roofline.models.evaluation.surface import written
from roofline.models.imagery import compose, patches
from roofline.models.labels import labelling
from roofline.models.simulation import scene_files
print(len(tasks.TASKS), options.DEVICES[0])
"""


def test_tasks_words_and_what_runs_no_network_need_no_torch():
    command = [sys.executable, "-c", WITHOUT_TORCH, str(ROOT / "tests")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split() == [str(len(tasks.TASKS)), "auto"], done.stderr


@pytest.mark.parametrize("name", tasks.TASKS)
def test_a_task_says_what_people_ask(name):
    task = tasks.of(name)
    assert task.id == name and task.title and task.does.template
    assert task.is_run or task.result == ""
    for parameter, role in task.roles.items():
        assert task.parameter(role) == parameter
    assert task.parameter("no such role") == "no such role"


def test_each_list_of_words_is_one_list():
    assert device.DEVICES is options.DEVICES and device.PRECISIONS is options.PRECISIONS
    assert background.BACKGROUNDS is options.BACKGROUNDS
    for word in options.FUSIONS:
        guides.check_fusion(word)
    with pytest.raises(RooflineError, match=", ".join(options.FUSIONS)):
        guides.check_fusion("sum")
    assert ("auto", *masks.ORDERS) == options.CHANNEL_ORDERS
    assert masks.ORDERS["buildings_roads"] == ("buildings", "roads")
