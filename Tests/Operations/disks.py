# SPDX-License-Identifier: Apache-2.0
"""Small and read-only disks, in a namespace that only the test's own programs see."""

import os
import pathlib
import shutil
import subprocess

from server import REPOSITORY


class Disk:
    """A memory disk of so many megabytes, mounted where only programs started with `prefix` see it."""

    def __init__(self, mount_point, megabytes):
        mount_point.mkdir()
        self.inside = mount_point
        script = f'mount -t tmpfs -o size={megabytes}m,mode=0755 tmpfs "{mount_point}" && echo ready && exec sleep 600'
        # Root may mount in a namespace of its own; others become root of a namespace of users first.
        ways = [["unshare", "--mount"], ["unshare", "--mount", "--user", "--map-root-user"]]
        faults = []
        for way in ways:
            self.holder = subprocess.Popen([*way, "sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            if self.holder.stdout.readline() == "ready\n":
                user = ["--user", "--preserve-credentials"] if "--user" in way else []
                self.prefix = ["nsenter", f"--target={self.holder.pid}", f"--wd={REPOSITORY}", "--mount", *user]
                break
            faults.append(self.holder.stderr.read())
            self.holder.wait()
        else:
            raise AssertionError(f"no disk can be mounted in a namespace: {faults}")
        # The same disk as this process, which is outside, sees it.
        self.outside = pathlib.Path(f"/proc/{self.holder.pid}/root{mount_point}")

    def copy(self, name, folder):
        """Copies a database with its log. SQLite itself would follow the path of this process's view to where it leads outside."""
        folder.mkdir(exist_ok=True)
        for suffix in ["", "-wal"]:
            (folder / (name + suffix)).unlink(missing_ok=True)
            if (self.outside / (name + suffix)).exists():
                shutil.copyfile(self.outside / (name + suffix), folder / (name + suffix))
        return folder / name

    def run(self, *command):
        return subprocess.run([*self.prefix, *command], capture_output=True, text=True, timeout=60, check=True)

    def make_read_only(self):
        self.run("mount", "-o", "remount,ro", str(self.inside))

    def make_writable(self):
        self.run("mount", "-o", "remount,rw", str(self.inside))

    def free(self):
        status = os.statvfs(self.outside)
        return status.f_bavail * status.f_frsize

    def fill(self, leave=0):
        """Takes the room of the disk but for some bytes."""
        with open(self.outside / "filler", "ab") as file:
            piece = bytes(65_536)
            while (rest := self.free() - leave) > 0:
                try:
                    file.write(piece[:min(rest, len(piece))])
                    file.flush()
                except OSError:
                    break

    def make_room(self):
        (self.outside / "filler").unlink()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.holder.kill()
        self.holder.wait()
        self.holder.stdout.close()
        self.holder.stderr.close()
