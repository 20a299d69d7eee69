"""Small things about files: hashes, names that every system takes, what went wrong in words."""

from __future__ import annotations

import errno
import hashlib
import re
from pathlib import Path

from reportgen.model.errors import InputError

_CHUNK = 1 << 20
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's content in hex; `InputError` if it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except PermissionError as error:
        raise InputError(f"“{path.name}”无法读取，可能正被其他程序打开，或没有读取权限。请关闭后重试。") from error
    except OSError as error:
        raise InputError(f"“{path.name}”无法读取（{reason(error)}）。请确认文件完好后重试。") from error
    return digest.hexdigest()


def safe_name(text: str) -> str:
    """Return *text* as a file name that Windows takes too: forbidden characters become _."""
    cleaned = _FORBIDDEN.sub("_", text).rstrip(" .")
    return cleaned or "未命名"


def is_full(error: OSError) -> bool:
    """Whether an error says that the disk (or quota) is full."""
    return error.errno in _FULL


def reason(error: OSError) -> str:
    """Return why a file could not be read or written, in Chinese."""
    if is_full(error):
        return "磁盘空间不足"
    words = {
        errno.ENOENT: "文件不存在",
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EROFS: "磁盘为只读",
        errno.EISDIR: "同名的是文件夹",
        errno.ENOTDIR: "路径中有同名文件",
        errno.ENAMETOOLONG: "文件名过长",
        errno.EFBIG: "文件超过允许的大小",
        errno.EIO: "磁盘或网络盘出错",
    }
    return words.get(error.errno or 0, f"系统错误 {error.errno}")
