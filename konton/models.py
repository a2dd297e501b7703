"""People, where they work, and what they may do in which municipality."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
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


class MembershipQuerySet(models.QuerySet["Membership"]):
    def held_by(self, user_id: int) -> MembershipQuerySet:
        """Return the roles that a person has today: one's own, and those one stands in for.

        Whatever asks who may do or get something asks here, so that a role that has ended, or a
        stand-in's that has not begun, counts nowhere.
        """
        standing = StandIn.objects.today().filter(membership=OuterRef("pk"), user=user_id)
        return self.filter(Q(user=user_id) | Exists(standing))


class Membership(models.Model):
    """A role that a person has in a municipality; an administrator's has none."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT)
    municipality = models.ForeignKey(
        Municipality, null=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateTimeField(default=timezone.now)

    objects = MembershipQuerySet.as_manager()

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


class StandInQuerySet(models.QuerySet["StandIn"]):
    def today(self) -> StandInQuerySet:
        """Return those that hold today; both days count, and they are Swedish days."""
        today = timezone.localdate()
        return self.filter(starts_on__lte=today, ends_on__gte=today)

    def not_over(self) -> StandInQuerySet:
        return self.filter(ends_on__gte=timezone.localdate())


class StandIn(models.Model):
    """Ersättare: who has somebody else's role from a day to a day. It ends with the role."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="stand_ins")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="stand_ins")
    starts_on = models.DateField("från")
    ends_on = models.DateField("till och med")

    objects = StandInQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="a_stand_in_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["membership", "user", "starts_on"], name="one_stand_in_from_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} för {self.membership_id}"

    @property
    def is_over(self) -> bool:
        return self.ends_on < timezone.localdate()


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
    link = ""  # known to whoever has just made it, and stored nowhere

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.email

    @property
    def is_open_now(self) -> bool:
        return self.is_open(timezone.now())

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and now < self.expires_at


class Unsent(models.Model):
    """A form that somebody sent when they no longer were logged in; kept for an hour."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    browser = models.CharField(max_length=64)  # the hash of what only that browser knows
    page = models.TextField()  # path and query of the page with the form
    action = models.TextField()  # and of where it was sent
    sent = models.JSONField()  # {name: [values]}, without files and passwords
    had_files = models.BooleanField(default=False)
    has_no_form = models.BooleanField(default=False)  # the page takes it no more; shown by itself
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="unsent_at")]

    def __str__(self) -> str:
        return f"{self.action}: {self.at:%Y-%m-%d %H:%M}"

    def texts(self) -> list[str]:
        """What may be worth copying: all that was written, and not what was chosen by number."""
        return [one for values in self.sent.values() for one in values if not one.isdigit() and one]
