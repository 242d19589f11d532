"""CKAN's own client reads the actions without parameters from plain files."""

import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

from ckanapi import RemoteCKAN

SITE = pathlib.Path(os.environ["FICHERO_SITE"])

ACTIONS = [
    "current_package_list_with_resources",
    "group_list",
    "license_list",
    "member_roles_list",
    "organization_list",
    "organization_list_for_user",
    "package_list",
    "site_read",
    "status_show",
    "tag_list",
    "vocabulary_list",
]


def answer(path):
    """What a file of the API says."""
    whole = json.loads((SITE / path).read_text(encoding="ascii"))
    assert whole["success"] is True, path
    return whole["result"]


class Lists(unittest.TestCase):
    """Against a server that knows nothing but files: Python's."""

    @classmethod
    def setUpClass(cls):
        command = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
        cls.server = subprocess.Popen(
            command, cwd=SITE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        said = cls.server.stdout.readline()
        port = re.search(r"port (\d+)", said)
        if port is None:
            raise RuntimeError(f"the server does not say its port: {said!r}")
        cls.client = RemoteCKAN(f"http://127.0.0.1:{port[1]}", get_only=True)

    @classmethod
    def tearDownClass(cls):
        cls.client.close()
        cls.server.terminate()
        cls.server.wait()
        cls.server.stdout.close()

    def test_every_action_answers_what_its_file_says(self):
        for action in ACTIONS:
            with self.subTest(action):
                said = self.client.call_action(action)
                self.assertEqual(said, answer(f"api/3/action/{action}"))
                self.assertEqual(said, answer(f"api/action/{action}"))

    def test_the_lists_agree_with_the_objects(self):
        names = self.client.action.package_list()
        self.assertEqual(names, sorted(names))
        self.assertGreater(len(names), 0)
        for name in names:
            self.assertEqual(answer(f"api/3/action/package_show/{name}.json")["name"], name)
        for kind in ("organization", "group"):
            for name in getattr(self.client.action, f"{kind}_list")():
                said = answer(f"api/3/action/{kind}_show/{name}.json")
                self.assertEqual(said["name"], name)

    def test_the_first_ten_datasets_are_whole(self):
        for dataset in self.client.action.current_package_list_with_resources():
            name = dataset["name"]
            self.assertEqual(dataset, answer(f"api/3/action/package_show/{name}.json"))

    def test_what_it_is(self):
        status = self.client.action.status_show()
        self.assertTrue(status["ckan_version"].startswith("2."), status)
        self.assertIs(self.client.action.site_read(), True)
        self.assertEqual(self.client.action.organization_list_for_user(), [])
        self.assertEqual(self.client.action.vocabulary_list(), [])
        licenses = {license["id"] for license in self.client.action.license_list()}
        self.assertLessEqual({"cc-by", "notspecified", "odc-odbl"}, licenses)


if __name__ == "__main__":
    unittest.main()
