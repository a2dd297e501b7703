"""People, where they work, and what they may do in which municipality."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from kommuner.models import Municipality


class Role(models.TextChoices):
    """The programme's roles. An administrator's is everywhere, the others' in a municipality."""

    ADMINISTRATOR = "administrator", "programadministratör"
    MENTOR = "mentor", "mentor"
    PROJECT_LEADER = "project_leader", "projektledare"
    PROJECT_MEMBER = "project_member", "projektmedlem"
    STEERING_GROUP = "steering_group", "styrgrupp"
    READER = "reader", "läsare"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)  # None: no password, login by code only
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Whoever runs the portal's commands vouches for the address.

        So the first administrator logs in also where no letter can be sent.
        """
        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, is_superuser=True, **fields)
            # Found by its name, for allauth's models cannot be imported before this one is there.
            apps.get_model("account", "EmailAddress").objects.create(
                user=user, email=user.email, verified=True, primary=True
            )
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """One person; the e-mail address is the login. No personnummer is stored."""

    email = models.EmailField("e-post", unique=True)
    name = models.CharField("namn", max_length=120, blank=True)
    is_active = models.BooleanField("aktiv", default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    # The person is gone; the row stays, because events and decisions point to its id.
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = []

    class Meta:
        constraints: ClassVar = [
            # `unique` alone would let Anna@ and anna@ be two accounts.
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(is_active=False, is_superuser=False, name=""),
                name="an_erased_account_is_closed_and_nameless",
            ),
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return f"raderad person {self.pk}"
        return self.name or self.email


class Organisation(models.Model):
    """A municipality as an employer, SKR, RKA, or another party of the programme."""

    name = models.CharField(max_length=120, unique=True)
    municipality = models.OneToOneField(
        Municipality, null=True, blank=True, on_delete=models.PROTECT
    )

    def __str__(self) -> str:
        return self.name


_ACROSS = ["administrator"]


class Membership(models.Model):
    """A role that a person has in a municipality; an administrator's has none."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT)
    municipality = models.ForeignKey(
        Municipality, null=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "municipality", "role"], name="one_membership_of_a_kind"
            ),
            # To a database NULL equals nothing, so the constraint above does not see these.
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(municipality__isnull=True),
                name="one_membership_of_a_kind_without_municipality",
            ),
            models.CheckConstraint(
                condition=Q(role__in=_ACROSS, municipality__isnull=True)
                | (~Q(role__in=_ACROSS) & Q(municipality__isnull=False)),
                name="a_role_has_its_municipality",
            ),
        ]

    def __str__(self) -> str:
        where = f", {self.municipality}" if self.municipality_id else ""
        return f"{self.get_role_display()}{where}"


class Invitation(models.Model):
    """The only way to an account. The token is mailed; only its hash is kept."""

    email = models.EmailField("e-post")
    role = models.CharField("roll", max_length=20, choices=Role)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, verbose_name="kommun"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open_now(self) -> bool:
        return self.is_open(timezone.now())

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and now < self.expires_at
