"""People who work with cases, and log in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from samre.sealing.ids import new_id


class UserManager(BaseUserManager["User"]):
    """Makes users that can't log in with a password."""

    def create_user(self, username: str, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person at an authority. What she may do follows from her assignments, never from the user."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_protected = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.partition(" ")[0]
