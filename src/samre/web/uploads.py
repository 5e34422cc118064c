"""How a file comes in: into memory, up to a cap, never to disk."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class CappedMemoryUpload(FileUploadHandler):
    """Keeps one uploaded file in memory. A file over the cap is dropped while it comes in and marked on the request."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.buffer = BytesIO()
        self.received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.buffer, self.received = BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_CAP_BYTES:
            self.buffer = BytesIO()
            if self.request is not None:
                self.request.META["samre.upload_too_big"] = True
            raise SkipFile()
        self.buffer.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if self.received > settings.UPLOAD_CAP_BYTES:
            return None
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            file=self.buffer,
            field_name=self.field_name,
            name=self.file_name or "fil",
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
